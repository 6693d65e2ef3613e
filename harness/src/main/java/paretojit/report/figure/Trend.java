package paretojit.report.figure;

import java.util.List;

/**
 * The power law {@code y = factor · x^exponent} through points, by least squares of logarithms.
 *
 * @param least smallest x of the points
 * @param most largest
 */
record Trend(double factor, double exponent, double least, double most) {

  /** Through points {x, y}, at least one, all positive. */
  static Trend of(List<double[]> points) {
    double n = points.size();
    double meanX = points.stream().mapToDouble(p -> Math.log(p[0])).sum() / n;
    double meanY = points.stream().mapToDouble(p -> Math.log(p[1])).sum() / n;
    double xx = 0;
    double xy = 0;
    for (double[] p : points) {
      double dx = Math.log(p[0]) - meanX;
      xx += dx * dx;
      xy += dx * (Math.log(p[1]) - meanY);
    }
    double exponent = xx == 0 ? 0 : xy / xx;
    return new Trend(
        Math.exp(meanY - exponent * meanX),
        exponent,
        points.stream().mapToDouble(p -> p[0]).min().orElseThrow(),
        points.stream().mapToDouble(p -> p[0]).max().orElseThrow());
  }

  double at(double x) {
    return factor * Math.pow(x, exponent);
  }
}
