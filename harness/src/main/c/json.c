// Writing random JSON documents of about 1 KiB and scanning them by recursive descent.
//
// T. Bray, "The JavaScript Object Notation (JSON) data interchange format", RFC 8259.
//
// In the suite for: switches over characters (br_table), mutual recursion, decimal-to-double
// conversion, many short unpredictable branches, the usual profile of a parser.
// n: number of documents.
// Checksum: every number, string hash and structural event in order; 0xBAD if a document does not
// parse, or holds another number of values than were written.
#include "support/checksum.h"
#include "support/random.h"

#define TEXT_BYTES 8192
#define LEAST_BYTES 1000
#define MOST_DEPTH 5
#define MALFORMED 0xBAD

static char text[TEXT_BYTES];

// ---- writing

static char *cursor; // next byte to write or read
static u32 values_written;

static void put(char c) {
  *cursor++ = c;
}

static void put_all(const char *string) {
  while (*string != '\0') {
    put(*string++);
  }
}

static void put_digits(u32 number) {
  char digits[10];
  int count = 0;
  do {
    digits[count++] = (char)('0' + number % 10);
    number /= 10;
  } while (number != 0);
  while (count > 0) {
    put(digits[--count]);
  }
}

static void put_number(Random *random) {
  u32 shape = random_u32(random);
  if (shape & 1) {
    put('-');
  }
  put_digits(random_below(random, shape & 2 ? 100 : 1000000));
  if (shape & 4) {
    put('.');
    put_digits(random_below(random, 1000));
  }
  if ((shape & 0x18) == 0x18) {
    put('e');
    put(shape & 0x20 ? '-' : '+');
    put_digits(random_below(random, 9));
  }
}

static void put_string(Random *random) {
  static const char *const escapes[] = {"\\n", "\\t", "\\\"", "\\\\", "\\u00e9"};
  put('"');
  for (u32 left = 2 + random_below(random, 14); left > 0; left--) {
    if (random_below(random, 16) == 0) {
      put_all(escapes[random_below(random, COUNT_OF(escapes))]);
    } else {
      put((char)('a' + random_below(random, 26)));
    }
  }
  put('"');
}

static void put_value(Random *random, int depth);

static void put_members(Random *random, int depth, bool named) {
  put(named ? '{' : '[');
  u32 members = random_below(random, 6);
  for (u32 i = 0; i < members; i++) {
    if (i > 0) {
      put_all(", ");
    }
    if (named) {
      put_string(random);
      put_all(": ");
    }
    put_value(random, depth + 1);
  }
  put(named ? '}' : ']');
}

static void put_value(Random *random, int depth) {
  values_written++;
  switch (random_below(random, depth < MOST_DEPTH ? 8 : 5)) {
  case 0:
    put_all("true");
    break;
  case 1:
    put_all(random_below(random, 2) == 0 ? "false" : "null");
    break;
  case 2:
    put_string(random);
    break;
  case 3:
  case 4:
    put_number(random);
    break;
  case 5:
  case 6:
    put_members(random, depth, true);
    break;
  default:
    put_members(random, depth, false);
    break;
  }
}

// An array of values until there are enough bytes; text ends with a zero byte.
static void write_document(Random *random) {
  cursor = text;
  values_written = 1;
  put('[');
  do {
    if (values_written > 1) {
      put_all(",\n");
    }
    put_value(random, MOST_DEPTH - 2);
  } while (cursor - text < LEAST_BYTES);
  put(']');
  put('\0');
}

// ---- scanning

static u32 values_read;
static u32 events; // checksum of the document so far

static bool scan_value(void);

static void skip_space(void) {
  while (*cursor == ' ' || *cursor == '\n' || *cursor == '\t' || *cursor == '\r') {
    cursor++;
  }
}

static bool accept(char c) {
  skip_space();
  if (*cursor != c) {
    return false;
  }
  cursor++;
  return true;
}

static bool scan_word(const char *word) {
  for (; *word != '\0'; word++, cursor++) {
    if (*cursor != *word) {
      return false;
    }
  }
  return true;
}

static bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

static u64 scan_digits(u64 number) {
  for (; is_digit(*cursor); cursor++) {
    number = 10 * number + (u64)(*cursor - '0');
  }
  return number;
}

static bool scan_number(void) {
  static const f64 powers_of_ten[] = {1.0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11};
  bool negative = accept('-');
  if (!is_digit(*cursor)) {
    return false;
  }
  u64 mantissa = scan_digits(0);
  int scale = 0;
  if (*cursor == '.') {
    const char *point = cursor++;
    mantissa = scan_digits(mantissa);
    scale = -(int)(cursor - point - 1);
  }
  if (*cursor == 'e' || *cursor == 'E') {
    cursor++;
    bool down = *cursor == '-';
    cursor += *cursor == '-' || *cursor == '+';
    int exponent = (int)scan_digits(0);
    scale += down ? -exponent : exponent;
  }
  f64 number = (f64)mantissa;
  if (scale >= COUNT_OF(powers_of_ten) || -scale >= COUNT_OF(powers_of_ten)) {
    return false;
  }
  number = scale < 0 ? number / powers_of_ten[-scale] : number * powers_of_ten[scale];
  events = mix_f64(events, negative ? -number : number);
  return true;
}

static int hex_digit(char c) {
  if (is_digit(c)) {
    return c - '0';
  }
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// The code unit after a backslash, or -1.
static int scan_escape(void) {
  switch (*cursor++) {
  case '"':
    return '"';
  case '\\':
    return '\\';
  case '/':
    return '/';
  case 'b':
    return '\b';
  case 'f':
    return '\f';
  case 'n':
    return '\n';
  case 'r':
    return '\r';
  case 't':
    return '\t';
  case 'u': {
    int unit = 0;
    for (int i = 0; i < 4; i++) {
      int digit = hex_digit(*cursor);
      if (digit < 0) {
        return -1;
      }
      cursor++;
      unit = unit << 4 | digit;
    }
    return unit;
  }
  default:
    return -1;
  }
}

static bool scan_string(void) {
  if (!accept('"')) {
    return false;
  }
  u32 hash = 0x811C9DC5u; // FNV-1a
  while (*cursor != '"') {
    int unit = *cursor++;
    if (unit == '\\') {
      unit = scan_escape();
    } else if (unit == '\0') {
      return false;
    }
    if (unit < 0) {
      return false;
    }
    hash = (hash ^ (u32)unit) * 0x01000193u;
  }
  cursor++;
  events = mix32(events, hash);
  return true;
}

static bool scan_members(char close, bool named) {
  cursor++;
  events = mix32(events, (u32)close);
  if (accept(close)) {
    return true;
  }
  do {
    if (named && !(scan_string() && accept(':'))) {
      return false;
    }
    if (!scan_value()) {
      return false;
    }
  } while (accept(','));
  events = mix32(events, values_read);
  return accept(close);
}

static bool scan_value(void) {
  values_read++;
  skip_space();
  switch (*cursor) {
  case '{':
    return scan_members('}', true);
  case '[':
    return scan_members(']', false);
  case '"':
    return scan_string();
  case 't':
    return scan_word("true");
  case 'f':
    return scan_word("false");
  case 'n':
    return scan_word("null");
  default:
    return scan_number();
  }
}

static bool scan_document(void) {
  cursor = text;
  values_read = 0;
  if (!scan_value()) {
    return false;
  }
  skip_space();
  return *cursor == '\0';
}

int run(int n) {
  Random random = random_from(25);
  events = 0;
  for (int document = 0; document < n; document++) {
    write_document(&random);
    if (!scan_document() || values_read != values_written) {
      return MALFORMED;
    }
  }
  return (int)events;
}
