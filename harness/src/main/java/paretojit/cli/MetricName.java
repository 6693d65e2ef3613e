package paretojit.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import paretojit.measure.Metric;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A metric by its name in files, such as {@code run_nanos}. */
final class MetricName implements ITypeConverter<Metric>, Iterable<String> {
  private static final List<String> NAMES =
      Arrays.stream(Metric.values()).map(Metric::key).toList();

  @Override
  public Metric convert(String name) {
    return Arrays.stream(Metric.values())
        .filter(metric -> metric.key().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "no metric '" + name + "'; there are " + String.join(", ", NAMES)));
  }

  @Override
  public Iterator<String> iterator() {
    return NAMES.iterator();
  }
}
