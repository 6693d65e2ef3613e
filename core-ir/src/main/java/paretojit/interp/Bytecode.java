package paretojit.interp;

/**
 * The interpreter's own operations, which {@link Translator} makes of IR and {@link Loop}
 * runs. One operation is its number followed by ints: {@code d} destination register, {@code a b c}
 * operand registers, {@code t} target position, others as written.
 *
 * <p>Registers hold value bits with 32-bit values sign-extended. That is why comparisons, bitwise
 * operations, moves and {@code select} need no types: sign extension keeps equality, signed order
 * and unsigned order.
 */
final class Bytecode {
  // Control.
  static final int JUMP = 0; // t
  static final int BRNZ = 1; // a t
  static final int BRZ = 2; // a t
  static final int BR_EQ = 3; // a b t
  static final int BR_NE = 4; // a b t
  static final int BR_SLT = 5; // a b t
  static final int BR_SGE = 6; // a b t
  static final int BR_ULT = 7; // a b t
  static final int BR_UGE = 8; // a b t
  static final int BR_TABLE = 9; // a n t*n, the last being the default
  static final int RETURN = 10; // n a*n
  static final int CALL = 11; // function n m a*n d*m
  static final int CALL_INDIRECT = 12; // signature n m a*n d*m index table
  static final int CALL_REF = 13; // signature n m a*n d*m reference
  static final int CALL_IMPORT = 14; // function n m a*n d*m
  static final int TRAP = 15; // code user
  static final int TRAPZ = 16; // a code user
  static final int TRAPNZ = 17; // a code user

  // Without types.
  static final int MOVE = 18; // d a
  static final int CONST = 19; // d low high
  static final int SELECT = 20; // d condition a b
  static final int AND = 21; // d a b
  static final int OR = 22;
  static final int XOR = 23;
  static final int EQ = 24; // d a b
  static final int NE = 25;
  static final int SLT = 26;
  static final int SGE = 27;
  static final int ULT = 28;
  static final int UGE = 29;

  // 32-bit integers: d a b.
  static final int ADD_32 = 30;
  static final int SUB_32 = 31;
  static final int MUL_32 = 32;
  static final int SHL_32 = 33;
  static final int USHR_32 = 34;
  static final int SSHR_32 = 35;
  static final int ROTL_32 = 36;
  static final int ROTR_32 = 37;
  static final int UDIV_32 = 38;
  static final int SDIV_32 = 39;
  static final int UREM_32 = 40;
  static final int SREM_32 = 41;
  static final int CLZ_32 = 42; // d a
  static final int CTZ_32 = 43; // d a
  static final int POPCNT_32 = 44; // d a

  // 64-bit integers: d a b.
  static final int ADD_64 = 45;
  static final int SUB_64 = 46;
  static final int MUL_64 = 47;
  static final int SHL_64 = 48;
  static final int USHR_64 = 49;
  static final int SSHR_64 = 50;
  static final int ROTL_64 = 51;
  static final int ROTR_64 = 52;
  static final int UDIV_64 = 53;
  static final int SDIV_64 = 54;
  static final int UREM_64 = 55;
  static final int SREM_64 = 56;
  static final int CLZ_64 = 57; // d a
  static final int CTZ_64 = 58; // d a
  static final int POPCNT_64 = 59; // d a

  // Widths: d a.
  static final int SEXTEND_8 = 60;
  static final int SEXTEND_16 = 61;
  static final int SEXTEND_32 = 62;
  static final int ZEXTEND_32 = 63;

  // Floats: d a b.
  static final int FADD_32 = 64;
  static final int FSUB_32 = 65;
  static final int FMUL_32 = 66;
  static final int FDIV_32 = 67;
  static final int FEQ_32 = 68;
  static final int FLT_32 = 69;
  static final int FLE_32 = 70;
  static final int FADD_64 = 71;
  static final int FSUB_64 = 72;
  static final int FMUL_64 = 73;
  static final int FDIV_64 = 74;
  static final int FEQ_64 = 75;
  static final int FLT_64 = 76;
  static final int FLE_64 = 77;
  static final int FSQRT_64 = 78; // d a
  static final int FNEG_64 = 79; // d a
  static final int FABS_64 = 80; // d a
  static final int FPROMOTE = 81; // d a
  static final int FDEMOTE = 82; // d a
  static final int F64_FROM_INT = 83; // d a; of a signed integer of either width

  // Memory 0: d address offset, or value address offset.
  static final int LOAD_32 = 84;
  static final int LOAD_64 = 85;
  static final int ULOAD_8 = 86;
  static final int SLOAD_8 = 87;
  static final int ULOAD_16 = 88;
  static final int SLOAD_16 = 89;
  static final int ULOAD_32 = 90;
  static final int STORE_8 = 91;
  static final int STORE_16 = 92;
  static final int STORE_32 = 93;
  static final int STORE_64 = 94;

  // Globals: register, byte offset in the context.
  static final int GLOBAL_GET_32 = 95;
  static final int GLOBAL_GET_64 = 96;
  static final int GLOBAL_SET = 97;

  // The rest, out of the main loop.
  static final int EVAL = 98; // d op types a b c: any operation that Op.eval defines
  static final int ACCESS = 99; // register address op type memory low high: any load or store
  static final int GLOBAL = 100; // register op type global: of an imported mutable global
  static final int STACK_ADDR = 101; // d low high, offset from the frame's stack slots
  static final int VMCTX = 102; // d
  static final int RUNTIME = 103; // d op aux imm n a*n

  private Bytecode() {}
}
