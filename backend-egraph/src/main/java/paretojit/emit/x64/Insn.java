package paretojit.emit.x64;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The instruction table: one row for each instruction, written as the manual's opcode line reads.
 *
 * <p>A row is a single int that holds the whole encoding, so the {@link Encoder} needs no table and
 * a machine IR can use rows as opcodes and as {@code case} labels:
 *
 * <pre>
 *   bits  0-7   opcode byte          13     VEX (else legacy prefixes)
 *         8-9   opcode map           14-16  /digit in place of a register
 *        10-11  mandatory prefix     17-21  form: which operands, and where they go
 *        12     W: 64-bit            22     memory can be the destination of a load row (STORE)
 *                                    23-24  reg, r/m is a byte register
 *                                    25-26  reg, r/m is an xmm register
 *                                    27-29  log2 of the bytes of the r/m operand
 * </pre>
 *
 * The form decides which {@link Encoder} methods take the row. Their letters are the operands,
 * destination first: {@code r} register, {@code m} memory, {@code i} immediate. Rows that one processor may lack name the feature in
 * {@link paretojit.runtime.CpuFeature}: LZCNT, POPCNT, BMI1 and BMI2, SSE4.1 (ROUNDSx, BLENDVx), AVX (V...), FMA.
 *
 * <p>The name of a row is the mnemonic, then the operand size for integers, then what tells two
 * encodings of one mnemonic apart after an underscore. {@code EncoderTest} relies on it.
 */
@SuppressWarnings("unused") // rows are there to be used
public final class Insn {
  // ---- Fields of a row

  static final int M_0F = 1 << 8;
  static final int M_0F38 = 2 << 8;
  static final int M_0F3A = 3 << 8;
  static final int P_66 = 1 << 10;
  static final int P_F3 = 2 << 10;
  static final int P_F2 = 3 << 10;
  static final int W = 1 << 12;
  static final int VEX = 1 << 13;
  static final int DIGIT_SHIFT = 14;
  static final int D0 = 0;
  static final int D1 = 1 << DIGIT_SHIFT;
  static final int D2 = 2 << DIGIT_SHIFT;
  static final int D3 = 3 << DIGIT_SHIFT;
  static final int D4 = 4 << DIGIT_SHIFT;
  static final int D5 = 5 << DIGIT_SHIFT;
  static final int D6 = 6 << DIGIT_SHIFT;
  static final int D7 = 7 << DIGIT_SHIFT;
  static final int STORE = 1 << 22;
  static final int REG8 = 1 << 23;
  static final int RM8 = 1 << 24;
  static final int XMM_REG = 1 << 25;
  static final int XMM_RM = 1 << 26;
  static final int SIZE_SHIFT = 27;
  static final int SIZE16 = 1 << SIZE_SHIFT;
  static final int SIZE32 = 2 << SIZE_SHIFT;
  static final int SIZE64 = 3 << SIZE_SHIFT;
  static final int SIZE128 = 4 << SIZE_SHIFT;
  static final int SIZE_MASK = 7 << SIZE_SHIFT;
  static final int BYTES = REG8 | RM8;
  static final int XMM = XMM_REG | XMM_RM;

  // ---- Forms: what stands in the reg field, VEX.vvvv (v), the r/m field, and after them

  static final int FORM_SHIFT = 17;
  static final int FORM_MASK = 31 << FORM_SHIFT;

  static final int PLAIN = 0; // no operands
  static final int ALU = 1 << FORM_SHIFT; // reg, r/m; r/m, reg; r/m, immediate by group 80 81 83
  static final int MOV = 2 << FORM_SHIFT; // reg, r/m; r/m, reg; r/m, immediate
  static final int TEST = 3 << FORM_SHIFT; // r/m, reg; r/m, immediate
  static final int RM = 4 << FORM_SHIFT; // reg, r/m
  static final int MEMORY = 5 << FORM_SHIFT; // reg, m only
  static final int REGISTER = 6 << FORM_SHIFT; // reg, r only
  static final int MR = 7 << FORM_SHIFT; // r/m, reg
  static final int MRI = 8 << FORM_SHIFT; // r/m, reg, imm8
  static final int RMI = 9 << FORM_SHIFT; // reg, r/m, imm8
  static final int IMUL = 10 << FORM_SHIFT; // reg, r/m; reg, r/m, immediate
  static final int UNARY = 11 << FORM_SHIFT; // r/m, with a digit as reg
  static final int UNARY_MEMORY = 12 << FORM_SHIFT; // m only, with a digit as reg
  static final int IN_OPCODE = 13 << FORM_SHIFT; // a register in the opcode's low bits
  static final int SHIFT = 14 << FORM_SHIFT; // r/m by cl, 1 or imm8, with a digit as reg
  static final int RVM = 15 << FORM_SHIFT; // reg, v, r/m
  static final int RVMI = 16 << FORM_SHIFT; // reg, v, r/m, imm8
  static final int RVMR = 17 << FORM_SHIFT; // reg, v, r/m, register in an imm8
  static final int RMV = 18 << FORM_SHIFT; // reg, r/m, v
  static final int VM = 19 << FORM_SHIFT; // v, r/m, with a digit as reg

  // ---- Integer arithmetic: rr rm mr ri mi; the opcode byte is that of `op reg, r/m`

  public static final int ADD8 = ALU | BYTES | 0x02;
  public static final int ADD16 = ALU | SIZE16 | P_66 | 0x03;
  public static final int ADD32 = ALU | SIZE32 | 0x03;
  public static final int ADD64 = ALU | SIZE64 | W | 0x03;
  public static final int OR8 = ALU | BYTES | 0x0A;
  public static final int OR16 = ALU | SIZE16 | P_66 | 0x0B;
  public static final int OR32 = ALU | SIZE32 | 0x0B;
  public static final int OR64 = ALU | SIZE64 | W | 0x0B;
  public static final int ADC8 = ALU | BYTES | 0x12;
  public static final int ADC16 = ALU | SIZE16 | P_66 | 0x13;
  public static final int ADC32 = ALU | SIZE32 | 0x13;
  public static final int ADC64 = ALU | SIZE64 | W | 0x13;
  public static final int SBB8 = ALU | BYTES | 0x1A;
  public static final int SBB16 = ALU | SIZE16 | P_66 | 0x1B;
  public static final int SBB32 = ALU | SIZE32 | 0x1B;
  public static final int SBB64 = ALU | SIZE64 | W | 0x1B;
  public static final int AND8 = ALU | BYTES | 0x22;
  public static final int AND16 = ALU | SIZE16 | P_66 | 0x23;
  public static final int AND32 = ALU | SIZE32 | 0x23;
  public static final int AND64 = ALU | SIZE64 | W | 0x23;
  public static final int SUB8 = ALU | BYTES | 0x2A;
  public static final int SUB16 = ALU | SIZE16 | P_66 | 0x2B;
  public static final int SUB32 = ALU | SIZE32 | 0x2B;
  public static final int SUB64 = ALU | SIZE64 | W | 0x2B;
  public static final int XOR8 = ALU | BYTES | 0x32;
  public static final int XOR16 = ALU | SIZE16 | P_66 | 0x33;
  public static final int XOR32 = ALU | SIZE32 | 0x33;
  public static final int XOR64 = ALU | SIZE64 | W | 0x33;
  public static final int CMP8 = ALU | BYTES | 0x3A;
  public static final int CMP16 = ALU | SIZE16 | P_66 | 0x3B;
  public static final int CMP32 = ALU | SIZE32 | 0x3B;
  public static final int CMP64 = ALU | SIZE64 | W | 0x3B;

  // ---- Moves: rr rm mr ri mi; see also Encoder.movImm and zero

  public static final int MOV8 = MOV | BYTES | 0x8A;
  public static final int MOV16 = MOV | SIZE16 | P_66 | 0x8B;
  public static final int MOV32 = MOV | SIZE32 | 0x8B;
  public static final int MOV64 = MOV | SIZE64 | W | 0x8B;

  // ---- Tests: rr mr ri mi

  public static final int TEST8 = TEST | BYTES | 0x84;
  public static final int TEST16 = TEST | SIZE16 | P_66 | 0x85;
  public static final int TEST32 = TEST | SIZE32 | 0x85;
  public static final int TEST64 = TEST | SIZE64 | W | 0x85;

  // ---- Widening moves: rr rm

  public static final int MOVZX32_8 = RM | RM8 | M_0F | 0xB6;
  public static final int MOVZX32_16 = RM | SIZE16 | M_0F | 0xB7;
  public static final int MOVSX32_8 = RM | RM8 | M_0F | 0xBE;
  public static final int MOVSX32_16 = RM | SIZE16 | M_0F | 0xBF;
  public static final int MOVSX64_8 = RM | RM8 | W | M_0F | 0xBE;
  public static final int MOVSX64_16 = RM | SIZE16 | W | M_0F | 0xBF;
  public static final int MOVSXD64 = RM | SIZE32 | W | 0x63;

  // ---- Addresses: rm; exchange: rr rm; byte-swapping moves: rm mr

  public static final int LEA32 = MEMORY | SIZE32 | 0x8D;
  public static final int LEA64 = MEMORY | SIZE64 | W | 0x8D;
  public static final int XCHG32 = RM | SIZE32 | 0x87;
  public static final int XCHG64 = RM | SIZE64 | W | 0x87;
  public static final int MOVBE16 = MEMORY | STORE | SIZE16 | P_66 | M_0F38 | 0xF0;
  public static final int MOVBE32 = MEMORY | STORE | SIZE32 | M_0F38 | 0xF0;
  public static final int MOVBE64 = MEMORY | STORE | SIZE64 | W | M_0F38 | 0xF0;

  // ---- Multiply: IMUL also rri rmi; one operand (r m): rdx:rax, or the quotient in rax, rest in
  // rdx

  public static final int IMUL32 = IMUL | SIZE32 | M_0F | 0xAF;
  public static final int IMUL64 = IMUL | SIZE64 | W | M_0F | 0xAF;
  public static final int MUL32 = UNARY | SIZE32 | D4 | 0xF7;
  public static final int MUL64 = UNARY | SIZE64 | W | D4 | 0xF7;
  public static final int IMUL32_WIDE = UNARY | SIZE32 | D5 | 0xF7;
  public static final int IMUL64_WIDE = UNARY | SIZE64 | W | D5 | 0xF7;
  public static final int DIV32 = UNARY | SIZE32 | D6 | 0xF7;
  public static final int DIV64 = UNARY | SIZE64 | W | D6 | 0xF7;
  public static final int IDIV32 = UNARY | SIZE32 | D7 | 0xF7;
  public static final int IDIV64 = UNARY | SIZE64 | W | D7 | 0xF7;

  // ---- One operand: r m

  public static final int NOT32 = UNARY | SIZE32 | D2 | 0xF7;
  public static final int NOT64 = UNARY | SIZE64 | W | D2 | 0xF7;
  public static final int NEG32 = UNARY | SIZE32 | D3 | 0xF7;
  public static final int NEG64 = UNARY | SIZE64 | W | D3 | 0xF7;
  public static final int INC32 = UNARY | SIZE32 | D0 | 0xFF;
  public static final int INC64 = UNARY | SIZE64 | W | D0 | 0xFF;
  public static final int DEC32 = UNARY | SIZE32 | D1 | 0xFF;
  public static final int DEC64 = UNARY | SIZE64 | W | D1 | 0xFF;
  public static final int CALL = UNARY | SIZE64 | D2 | 0xFF;
  public static final int JMP = UNARY | SIZE64 | D4 | 0xFF;
  public static final int PUSH_MEM = UNARY_MEMORY | SIZE64 | D6 | 0xFF;
  public static final int POP_MEM = UNARY_MEMORY | SIZE64 | D0 | 0x8F;

  // ---- Register in the opcode: r

  public static final int PUSH = IN_OPCODE | SIZE64 | 0x50;
  public static final int POP = IN_OPCODE | SIZE64 | 0x58;
  public static final int BSWAP32 = IN_OPCODE | SIZE32 | M_0F | 0xC8;
  public static final int BSWAP64 = IN_OPCODE | SIZE64 | W | M_0F | 0xC8;

  // ---- Shifts: ri mi by a constant; r m by cl; double shifts: rri, and rr by cl

  public static final int ROL32 = SHIFT | SIZE32 | D0 | 0xC1;
  public static final int ROL64 = SHIFT | SIZE64 | W | D0 | 0xC1;
  public static final int ROR32 = SHIFT | SIZE32 | D1 | 0xC1;
  public static final int ROR64 = SHIFT | SIZE64 | W | D1 | 0xC1;
  public static final int SHL32 = SHIFT | SIZE32 | D4 | 0xC1;
  public static final int SHL64 = SHIFT | SIZE64 | W | D4 | 0xC1;
  public static final int SHR32 = SHIFT | SIZE32 | D5 | 0xC1;
  public static final int SHR64 = SHIFT | SIZE64 | W | D5 | 0xC1;
  public static final int SAR32 = SHIFT | SIZE32 | D7 | 0xC1;
  public static final int SAR64 = SHIFT | SIZE64 | W | D7 | 0xC1;
  public static final int SHLD32 = MRI | SIZE32 | M_0F | 0xA4;
  public static final int SHLD64 = MRI | SIZE64 | W | M_0F | 0xA4;
  public static final int SHRD32 = MRI | SIZE32 | M_0F | 0xAC;
  public static final int SHRD64 = MRI | SIZE64 | W | M_0F | 0xAC;
  public static final int SHLD32_CL = MR | SIZE32 | M_0F | 0xA5;
  public static final int SHLD64_CL = MR | SIZE64 | W | M_0F | 0xA5;
  public static final int SHRD32_CL = MR | SIZE32 | M_0F | 0xAD;
  public static final int SHRD64_CL = MR | SIZE64 | W | M_0F | 0xAD;

  // ---- Bits: rr rm

  public static final int BSF32 = RM | SIZE32 | M_0F | 0xBC;
  public static final int BSF64 = RM | SIZE64 | W | M_0F | 0xBC;
  public static final int BSR32 = RM | SIZE32 | M_0F | 0xBD;
  public static final int BSR64 = RM | SIZE64 | W | M_0F | 0xBD;
  public static final int TZCNT32 = RM | SIZE32 | P_F3 | M_0F | 0xBC;
  public static final int TZCNT64 = RM | SIZE64 | W | P_F3 | M_0F | 0xBC;
  public static final int LZCNT32 = RM | SIZE32 | P_F3 | M_0F | 0xBD;
  public static final int LZCNT64 = RM | SIZE64 | W | P_F3 | M_0F | 0xBD;
  public static final int POPCNT32 = RM | SIZE32 | P_F3 | M_0F | 0xB8;
  public static final int POPCNT64 = RM | SIZE64 | W | P_F3 | M_0F | 0xB8;

  // ---- BMI1 and BMI2. ANDN PDEP PEXT MULX: rrr rrm (andn inverts the first source; mulx has high,
  // low, source, and the other factor in rdx); BLSx: rr rm; SHxX BZHI BEXTR: rrr rmr; RORX: rri rmi

  public static final int ANDN32 = RVM | SIZE32 | VEX | M_0F38 | 0xF2;
  public static final int ANDN64 = RVM | SIZE64 | W | VEX | M_0F38 | 0xF2;
  public static final int PDEP32 = RVM | SIZE32 | VEX | P_F2 | M_0F38 | 0xF5;
  public static final int PDEP64 = RVM | SIZE64 | W | VEX | P_F2 | M_0F38 | 0xF5;
  public static final int PEXT32 = RVM | SIZE32 | VEX | P_F3 | M_0F38 | 0xF5;
  public static final int PEXT64 = RVM | SIZE64 | W | VEX | P_F3 | M_0F38 | 0xF5;
  public static final int MULX32 = RVM | SIZE32 | VEX | P_F2 | M_0F38 | 0xF6;
  public static final int MULX64 = RVM | SIZE64 | W | VEX | P_F2 | M_0F38 | 0xF6;
  public static final int BLSR32 = VM | SIZE32 | VEX | M_0F38 | D1 | 0xF3;
  public static final int BLSR64 = VM | SIZE64 | W | VEX | M_0F38 | D1 | 0xF3;
  public static final int BLSMSK32 = VM | SIZE32 | VEX | M_0F38 | D2 | 0xF3;
  public static final int BLSMSK64 = VM | SIZE64 | W | VEX | M_0F38 | D2 | 0xF3;
  public static final int BLSI32 = VM | SIZE32 | VEX | M_0F38 | D3 | 0xF3;
  public static final int BLSI64 = VM | SIZE64 | W | VEX | M_0F38 | D3 | 0xF3;
  public static final int SHLX32 = RMV | SIZE32 | VEX | P_66 | M_0F38 | 0xF7;
  public static final int SHLX64 = RMV | SIZE64 | W | VEX | P_66 | M_0F38 | 0xF7;
  public static final int SARX32 = RMV | SIZE32 | VEX | P_F3 | M_0F38 | 0xF7;
  public static final int SARX64 = RMV | SIZE64 | W | VEX | P_F3 | M_0F38 | 0xF7;
  public static final int SHRX32 = RMV | SIZE32 | VEX | P_F2 | M_0F38 | 0xF7;
  public static final int SHRX64 = RMV | SIZE64 | W | VEX | P_F2 | M_0F38 | 0xF7;
  public static final int BZHI32 = RMV | SIZE32 | VEX | M_0F38 | 0xF5;
  public static final int BZHI64 = RMV | SIZE64 | W | VEX | M_0F38 | 0xF5;
  public static final int BEXTR32 = RMV | SIZE32 | VEX | M_0F38 | 0xF7;
  public static final int BEXTR64 = RMV | SIZE64 | W | VEX | M_0F38 | 0xF7;
  public static final int RORX32 = RMI | SIZE32 | VEX | P_F2 | M_0F3A | 0xF0;
  public static final int RORX64 = RMI | SIZE64 | W | VEX | P_F2 | M_0F3A | 0xF0;

  // ---- Conditional: or in a Cond's code, as on(CMOV64, cond) does. CMOV: rr rm; SETCC: r m

  public static final int CMOV32 = RM | SIZE32 | M_0F | 0x40;
  public static final int CMOV64 = RM | SIZE64 | W | M_0F | 0x40;
  public static final int SETCC = UNARY | RM8 | M_0F | 0x90;

  // ---- No operands: op. Bulk copies: rcx units from [rsi] to [rdi]; fills: al or rax to [rdi]

  public static final int RET = PLAIN | 0xC3;
  public static final int UD2 = PLAIN | M_0F | 0x0B;
  public static final int INT3 = PLAIN | 0xCC;
  public static final int CDQ = PLAIN | 0x99;
  public static final int CQO = PLAIN | W | 0x99;
  public static final int LEAVE = PLAIN | 0xC9;
  public static final int REP_MOVSB = PLAIN | P_F3 | 0xA4;
  public static final int REP_MOVSQ = PLAIN | P_F3 | W | 0xA5;
  public static final int REP_STOSB = PLAIN | P_F3 | 0xAA;
  public static final int REP_STOSQ = PLAIN | P_F3 | W | 0xAB;
  public static final int VZEROUPPER = PLAIN | VEX | M_0F | 0x77;

  // ---- SSE moves. MOVSS MOVSD MOVAPS MOVUPS: rr rm mr (rr of MOVSS and MOVSD keeps the rest of
  // dst);
  // _TO: xmm from general register or memory, rr rm; _FROM: the reverse, rr mr; MOVMSKx: rr

  public static final int MOVSS = RM | STORE | XMM | SIZE32 | P_F3 | M_0F | 0x10;
  public static final int MOVSD = RM | STORE | XMM | SIZE64 | P_F2 | M_0F | 0x10;
  public static final int MOVAPS = RM | STORE | XMM | SIZE128 | M_0F | 0x28;
  public static final int MOVUPS = RM | STORE | XMM | SIZE128 | M_0F | 0x10;
  public static final int MOVD_TO = RM | XMM_REG | SIZE32 | P_66 | M_0F | 0x6E;
  public static final int MOVQ_TO = RM | XMM_REG | SIZE64 | W | P_66 | M_0F | 0x6E;
  public static final int MOVD_FROM = MR | XMM_REG | SIZE32 | P_66 | M_0F | 0x7E;
  public static final int MOVQ_FROM = MR | XMM_REG | SIZE64 | W | P_66 | M_0F | 0x7E;
  public static final int MOVQ = RM | XMM | SIZE64 | P_F3 | M_0F | 0x7E; // rr zeroes the upper half
  public static final int MOVMSKPS = REGISTER | XMM_RM | SIZE128 | M_0F | 0x50;
  public static final int MOVMSKPD = REGISTER | XMM_RM | SIZE128 | P_66 | M_0F | 0x50;

  // ---- SSE arithmetic, two operands: rr rm; ROUNDSx CMPSx: rri rmi; BLENDVx select by xmm0

  public static final int ADDSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x58;
  public static final int ADDSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x58;
  public static final int MULSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x59;
  public static final int MULSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x59;
  public static final int SUBSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x5C;
  public static final int SUBSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x5C;
  public static final int MINSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x5D;
  public static final int MINSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x5D;
  public static final int DIVSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x5E;
  public static final int DIVSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x5E;
  public static final int MAXSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x5F;
  public static final int MAXSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x5F;
  public static final int SQRTSS = RM | XMM | SIZE32 | P_F3 | M_0F | 0x51;
  public static final int SQRTSD = RM | XMM | SIZE64 | P_F2 | M_0F | 0x51;
  public static final int UCOMISS = RM | XMM | SIZE32 | M_0F | 0x2E;
  public static final int UCOMISD = RM | XMM | SIZE64 | P_66 | M_0F | 0x2E;
  public static final int ANDPS = RM | XMM | SIZE128 | M_0F | 0x54;
  public static final int ANDPD = RM | XMM | SIZE128 | P_66 | M_0F | 0x54;
  public static final int ANDNPS = RM | XMM | SIZE128 | M_0F | 0x55;
  public static final int ANDNPD = RM | XMM | SIZE128 | P_66 | M_0F | 0x55;
  public static final int ORPS = RM | XMM | SIZE128 | M_0F | 0x56;
  public static final int ORPD = RM | XMM | SIZE128 | P_66 | M_0F | 0x56;
  public static final int XORPS = RM | XMM | SIZE128 | M_0F | 0x57;
  public static final int XORPD = RM | XMM | SIZE128 | P_66 | M_0F | 0x57;
  public static final int PAND = RM | XMM | SIZE128 | P_66 | M_0F | 0xDB;
  public static final int PANDN = RM | XMM | SIZE128 | P_66 | M_0F | 0xDF;
  public static final int POR = RM | XMM | SIZE128 | P_66 | M_0F | 0xEB;
  public static final int PXOR = RM | XMM | SIZE128 | P_66 | M_0F | 0xEF;
  public static final int PCMPEQD = RM | XMM | SIZE128 | P_66 | M_0F | 0x76;
  public static final int PADDQ = RM | XMM | SIZE128 | P_66 | M_0F | 0xD4;
  public static final int PSUBQ = RM | XMM | SIZE128 | P_66 | M_0F | 0xFB;
  public static final int PUNPCKLDQ = RM | XMM | SIZE128 | P_66 | M_0F | 0x62;
  public static final int UNPCKHPD = RM | XMM | SIZE128 | P_66 | M_0F | 0x15;
  public static final int SUBPD = RM | XMM | SIZE128 | P_66 | M_0F | 0x5C;
  public static final int BLENDVPS = RM | XMM | SIZE128 | P_66 | M_0F38 | 0x14;
  public static final int BLENDVPD = RM | XMM | SIZE128 | P_66 | M_0F38 | 0x15;
  public static final int CMPSS = RMI | XMM | SIZE32 | P_F3 | M_0F | 0xC2;
  public static final int CMPSD = RMI | XMM | SIZE64 | P_F2 | M_0F | 0xC2;
  public static final int ROUNDSS = RMI | XMM | SIZE32 | P_66 | M_0F3A | 0x0A;
  public static final int ROUNDSD = RMI | XMM | SIZE64 | P_66 | M_0F3A | 0x0B;

  // ---- SSE conversions: rr rm. The number is the width of the integer

  public static final int CVTSI2SS32 = RM | XMM_REG | SIZE32 | P_F3 | M_0F | 0x2A;
  public static final int CVTSI2SS64 = RM | XMM_REG | SIZE64 | W | P_F3 | M_0F | 0x2A;
  public static final int CVTSI2SD32 = RM | XMM_REG | SIZE32 | P_F2 | M_0F | 0x2A;
  public static final int CVTSI2SD64 = RM | XMM_REG | SIZE64 | W | P_F2 | M_0F | 0x2A;
  public static final int CVTTSS2SI32 = RM | XMM_RM | SIZE32 | P_F3 | M_0F | 0x2C;
  public static final int CVTTSS2SI64 = RM | XMM_RM | SIZE32 | W | P_F3 | M_0F | 0x2C;
  public static final int CVTTSD2SI32 = RM | XMM_RM | SIZE64 | P_F2 | M_0F | 0x2C;
  public static final int CVTTSD2SI64 = RM | XMM_RM | SIZE64 | W | P_F2 | M_0F | 0x2C;
  public static final int CVTSS2SD = RM | XMM | SIZE32 | P_F3 | M_0F | 0x5A;
  public static final int CVTSD2SS = RM | XMM | SIZE64 | P_F2 | M_0F | 0x5A;

  // ---- AVX moves. VMOVSS VMOVSD: rm mr (between registers use VMOVAPS); the others as in SSE

  public static final int VMOVSS = MEMORY | STORE | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x10;
  public static final int VMOVSD = MEMORY | STORE | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x10;
  public static final int VMOVAPS = RM | STORE | XMM | SIZE128 | VEX | M_0F | 0x28;
  public static final int VMOVUPS = RM | STORE | XMM | SIZE128 | VEX | M_0F | 0x10;
  public static final int VMOVD_TO = RM | XMM_REG | SIZE32 | VEX | P_66 | M_0F | 0x6E;
  public static final int VMOVQ_TO = RM | XMM_REG | SIZE64 | W | VEX | P_66 | M_0F | 0x6E;
  public static final int VMOVD_FROM = MR | XMM_REG | SIZE32 | VEX | P_66 | M_0F | 0x7E;
  public static final int VMOVQ_FROM = MR | XMM_REG | SIZE64 | W | VEX | P_66 | M_0F | 0x7E;
  public static final int VMOVQ = RM | XMM | SIZE64 | VEX | P_F3 | M_0F | 0x7E;

  // ---- AVX arithmetic, three operands: rrr rrm; VUCOMISx: rr rm; VROUNDSx VCMPSx: rrri rrmi;
  // VBLENDVx: rrrr rrmr, taking the second source where the mask's sign bit is set

  public static final int VADDSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x58;
  public static final int VADDSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x58;
  public static final int VMULSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x59;
  public static final int VMULSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x59;
  public static final int VSUBSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x5C;
  public static final int VSUBSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x5C;
  public static final int VMINSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x5D;
  public static final int VMINSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x5D;
  public static final int VDIVSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x5E;
  public static final int VDIVSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x5E;
  public static final int VMAXSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x5F;
  public static final int VMAXSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x5F;
  public static final int VSQRTSS = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x51;
  public static final int VSQRTSD = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x51;
  public static final int VUCOMISS = RM | XMM | SIZE32 | VEX | M_0F | 0x2E;
  public static final int VUCOMISD = RM | XMM | SIZE64 | VEX | P_66 | M_0F | 0x2E;
  public static final int VANDPS = RVM | XMM | SIZE128 | VEX | M_0F | 0x54;
  public static final int VANDPD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x54;
  public static final int VANDNPS = RVM | XMM | SIZE128 | VEX | M_0F | 0x55;
  public static final int VANDNPD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x55;
  public static final int VORPS = RVM | XMM | SIZE128 | VEX | M_0F | 0x56;
  public static final int VORPD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x56;
  public static final int VXORPS = RVM | XMM | SIZE128 | VEX | M_0F | 0x57;
  public static final int VXORPD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x57;
  public static final int VPAND = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0xDB;
  public static final int VPANDN = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0xDF;
  public static final int VPOR = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0xEB;
  public static final int VPXOR = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0xEF;
  public static final int VPCMPEQD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x76;
  public static final int VPADDQ = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0xD4;
  public static final int VPSUBQ = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0xFB;
  public static final int VPUNPCKLDQ = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x62;
  public static final int VUNPCKHPD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x15;
  public static final int VSUBPD = RVM | XMM | SIZE128 | VEX | P_66 | M_0F | 0x5C;
  public static final int VCMPSS = RVMI | XMM | SIZE32 | VEX | P_F3 | M_0F | 0xC2;
  public static final int VCMPSD = RVMI | XMM | SIZE64 | VEX | P_F2 | M_0F | 0xC2;
  public static final int VROUNDSS = RVMI | XMM | SIZE32 | VEX | P_66 | M_0F3A | 0x0A;
  public static final int VROUNDSD = RVMI | XMM | SIZE64 | VEX | P_66 | M_0F3A | 0x0B;
  public static final int VBLENDVPS = RVMR | XMM | SIZE128 | VEX | P_66 | M_0F3A | 0x4A;
  public static final int VBLENDVPD = RVMR | XMM | SIZE128 | VEX | P_66 | M_0F3A | 0x4B;

  // ---- AVX conversions: rrr rrm, the first source giving the bits above the scalar; to integer:
  // rr rm

  public static final int VCVTSI2SS32 = RVM | XMM_REG | SIZE32 | VEX | P_F3 | M_0F | 0x2A;
  public static final int VCVTSI2SS64 = RVM | XMM_REG | SIZE64 | W | VEX | P_F3 | M_0F | 0x2A;
  public static final int VCVTSI2SD32 = RVM | XMM_REG | SIZE32 | VEX | P_F2 | M_0F | 0x2A;
  public static final int VCVTSI2SD64 = RVM | XMM_REG | SIZE64 | W | VEX | P_F2 | M_0F | 0x2A;
  public static final int VCVTTSS2SI32 = RM | XMM_RM | SIZE32 | VEX | P_F3 | M_0F | 0x2C;
  public static final int VCVTTSS2SI64 = RM | XMM_RM | SIZE32 | W | VEX | P_F3 | M_0F | 0x2C;
  public static final int VCVTTSD2SI32 = RM | XMM_RM | SIZE64 | VEX | P_F2 | M_0F | 0x2C;
  public static final int VCVTTSD2SI64 = RM | XMM_RM | SIZE64 | W | VEX | P_F2 | M_0F | 0x2C;
  public static final int VCVTSS2SD = RVM | XMM | SIZE32 | VEX | P_F3 | M_0F | 0x5A;
  public static final int VCVTSD2SS = RVM | XMM | SIZE64 | VEX | P_F2 | M_0F | 0x5A;

  // ---- FMA: rrr rrm on (dst, b, c). 132: dst*c+b; 213: b*dst+c; 231: b*c+dst

  public static final int VFMADD132SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0x99;
  public static final int VFMADD132SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0x99;
  public static final int VFMADD213SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xA9;
  public static final int VFMADD213SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xA9;
  public static final int VFMADD231SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xB9;
  public static final int VFMADD231SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xB9;
  public static final int VFMSUB132SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0x9B;
  public static final int VFMSUB132SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0x9B;
  public static final int VFMSUB213SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xAB;
  public static final int VFMSUB213SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xAB;
  public static final int VFMSUB231SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xBB;
  public static final int VFMSUB231SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xBB;
  public static final int VFNMADD132SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0x9D;
  public static final int VFNMADD132SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0x9D;
  public static final int VFNMADD213SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xAD;
  public static final int VFNMADD213SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xAD;
  public static final int VFNMADD231SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xBD;
  public static final int VFNMADD231SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xBD;
  public static final int VFNMSUB132SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0x9F;
  public static final int VFNMSUB132SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0x9F;
  public static final int VFNMSUB213SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xAF;
  public static final int VFNMSUB213SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xAF;
  public static final int VFNMSUB231SS = RVM | XMM | SIZE32 | VEX | P_66 | M_0F38 | 0xBF;
  public static final int VFNMSUB231SD = RVM | XMM | SIZE64 | W | VEX | P_66 | M_0F38 | 0xBF;

  private static final Map<Integer, String> NAMES = names();

  private Insn() {}

  /** The row of a conditional instruction (CMOV32, CMOV64 or SETCC) for {@code cond}. */
  public static int on(int row, Cond cond) {
    return row | cond.code();
  }

  /** The row's name, for dumps; conditional rows get their condition's name appended. */
  public static String name(int row) {
    String name = NAMES.get(row);
    if (name != null) {
      return name;
    }
    String family = NAMES.get(row & ~15);
    if (family == null) {
      throw new AssertionError("not a row: " + Integer.toHexString(row));
    }
    return family + "." + Cond.of(row & 15);
  }

  /** The row's form, one of the constants above. */
  static int form(int row) {
    return row & FORM_MASK;
  }

  /** Every row by its name, in the order of the table. */
  static Map<String, Integer> rows() {
    Map<String, Integer> rows = new LinkedHashMap<>();
    for (Field field : Insn.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
        try {
          rows.put(field.getName(), field.getInt(null));
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
    return rows;
  }

  private static Map<Integer, String> names() {
    Map<Integer, String> names = new HashMap<>();
    rows().forEach((name, row) -> names.put(row, name));
    return names;
  }
}
