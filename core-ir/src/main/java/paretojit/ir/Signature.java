package paretojit.ir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Parameter and result types of a function.
 *
 * <p>References are {@link Type#I64} in the IR, but WebAssembly distinguishes their types when it
 * checks an indirect call, so a signature keeps the {@link Kind} of each position and {@link #id()}
 * tells them apart.
 */
public final class Signature {
  /** What a parameter or result is to the source language. */
  public enum Kind {
    I32(Type.I32),
    I64(Type.I64),
    F32(Type.F32),
    F64(Type.F64),
    FUNCREF(Type.I64),
    EXTERNREF(Type.I64);

    private final Type type;

    Kind(Type type) {
      this.type = type;
    }

    /** The IR type that represents this kind. */
    public Type type() {
      return type;
    }

    static Kind of(Type type) {
      return switch (type) {
        case I32 -> I32;
        case I64 -> I64;
        case F32 -> F32;
        case F64 -> F64;
      };
    }
  }

  /** Positions (of 3 bits each) that fit into the exact form of {@link #id()}. */
  private static final int EXACT_POSITIONS = 16;

  private final List<Kind> paramKinds;
  private final List<Kind> resultKinds;
  private final List<Type> params;
  private final List<Type> results;
  private final byte[] paramOrdinals;
  private final byte[] resultOrdinals;
  private final long id;

  private Signature(List<Kind> paramKinds, List<Kind> resultKinds) {
    this.paramKinds = List.copyOf(paramKinds);
    this.resultKinds = List.copyOf(resultKinds);
    this.params = paramKinds.stream().map(Kind::type).toList();
    this.results = resultKinds.stream().map(Kind::type).toList();
    this.paramOrdinals = ordinals(params);
    this.resultOrdinals = ordinals(results);
    this.id = computeId(this.paramKinds, this.resultKinds);
  }

  public static Signature of(List<Type> params, List<Type> results) {
    return new Signature(
        params.stream().map(Kind::of).toList(), results.stream().map(Kind::of).toList());
  }

  public static Signature ofKinds(List<Kind> params, List<Kind> results) {
    return new Signature(params, results);
  }

  public List<Type> params() {
    return params;
  }

  public List<Type> results() {
    return results;
  }

  public List<Kind> paramKinds() {
    return paramKinds;
  }

  public List<Kind> resultKinds() {
    return resultKinds;
  }

  /** Ordinals of {@link #params()}, for hot code; not to be written. */
  public byte[] paramOrdinals() {
    return paramOrdinals;
  }

  /** Ordinals of {@link #results()}, for hot code; not to be written. */
  public byte[] resultOrdinals() {
    return resultOrdinals;
  }

  /**
   * A structural id, the same in every process: equal signatures have equal ids. Up to 16 positions
   * are packed exactly; longer signatures are hashed to 63 bits with the sign bit set, so the two
   * forms never meet.
   */
  public long id() {
    return id;
  }

  private static long computeId(List<Kind> params, List<Kind> results) {
    if (params.size() + results.size() <= EXACT_POSITIONS) {
      long packed = 0;
      for (Kind kind : params) {
        packed = packed << 3 | kind.ordinal();
      }
      for (Kind kind : results) {
        packed = packed << 3 | kind.ordinal();
      }
      return packed << 10 | (long) params.size() << 5 | results.size();
    }
    // FNV-1a over the kinds, with the separator that keeps (a)->(b) apart from (a,b)->().
    long hash = 0xcbf29ce484222325L;
    List<Integer> symbols = new ArrayList<>();
    params.forEach(kind -> symbols.add(kind.ordinal()));
    symbols.add(7);
    results.forEach(kind -> symbols.add(kind.ordinal()));
    for (int symbol : symbols) {
      hash = (hash ^ symbol) * 0x100000001b3L;
    }
    hash ^= hash >>> 32;
    return hash | Long.MIN_VALUE;
  }

  /** The types of {@code types} as ordinals, for hot code. */
  public static byte[] ordinals(List<Type> types) {
    byte[] bytes = new byte[types.size()];
    for (int k = 0; k < bytes.length; k++) {
      bytes[k] = (byte) types.get(k).ordinal();
    }
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Signature that
        && paramKinds.equals(that.paramKinds)
        && resultKinds.equals(that.resultKinds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(new Object[] {paramKinds, resultKinds});
  }

  /** The text form: {@code (i32, i64) -> f64}. */
  @Override
  public String toString() {
    String head = join(params);
    return results.isEmpty() ? "(" + head + ")" : "(" + head + ") -> " + join(results);
  }

  private static String join(List<Type> types) {
    return types.stream().map(Type::toString).collect(Collectors.joining(", "));
  }
}
