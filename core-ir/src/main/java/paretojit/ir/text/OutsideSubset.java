package paretojit.ir.text;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Valid CLIF that the IR has no form for. It ends the reading of one function, whose reason for
 * being skipped is the message, and never leaves this package.
 */
final class OutsideSubset extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private static final Map<String, String> REASONS = reasons();

  OutsideSubset(String reason) {
    super(reason, null, false, false);
  }

  /** Why an instruction of CLIF is not read, or null if it is not one of those. */
  static @Nullable String reason(String mnemonic) {
    String reason = REASONS.get(mnemonic);
    if (reason == null && mnemonic.startsWith("atomic_")) {
      reason = "atomics";
    }
    return reason == null ? null : reason + " (" + mnemonic + ")";
  }

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    add(reasons, "vectors", "splat vconst shuffle swizzle insertlane extractlane vany_true");
    add(reasons, "vectors", "vall_true vhigh_bits scalar_to_vector snarrow unarrow uunarrow");
    add(reasons, "vectors", "swiden_low swiden_high uwiden_low uwiden_high iadd_pairwise");
    add(reasons, "vectors", "sqmul_round_sat avg_round fvdemote fvpromote_low x86_pshufb");
    add(reasons, "vectors", "x86_blendv x86_pmulhrsw x86_pmaddubsw x86_cvtt2dq uload8x8 sload8x8");
    add(reasons, "vectors", "uload16x4 sload16x4 uload32x2 sload32x2 extract_vector blendv");
    add(reasons, "i128", "iconcat isplit f128const");
    add(reasons, "f16", "f16const");
    add(reasons, "atomics", "fence");
    add(reasons, "exceptions", "try_call try_call_indirect get_exception_handler_address");
    add(reasons, "tail calls", "return_call return_call_indirect");
    add(reasons, "pinned register", "get_pinned_reg set_pinned_reg");
    add(reasons, "machine stack", "get_stack_pointer get_frame_pointer get_return_address");
    add(reasons, "machine stack", "stack_switch dynamic_stack_addr dynamic_stack_load");
    add(reasons, "machine stack", "dynamic_stack_store");
    add(reasons, "debugger", "debugtrap");
    add(reasons, "symbols", "symbol_value tls_value");
    add(reasons, "code layout", "sequence_point patchable_call");
    return reasons;
  }

  private static void add(Map<String, String> reasons, String reason, String mnemonics) {
    for (String mnemonic : mnemonics.split(" ", -1)) {
      reasons.put(mnemonic, reason);
    }
  }
}
