package bulla.pki;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Steps through the elements of a DER encoding (X.690 8.1, 10.1) without making anything of them:
 * for what is too long to be decoded as a tree. Each element lies within the one that holds it, and
 * nothing here recurses. What is wrong is an IllegalArgumentException for {@link
 * MalformedException#decoding}. For one thread.
 */
final class DerReader {
  static final int BOOLEAN = 0x01;
  static final int INTEGER = 0x02;
  static final int BIT_STRING = 0x03;
  static final int OCTET_STRING = 0x04;
  static final int OBJECT_IDENTIFIER = 0x06;
  static final int ENUMERATED = 0x0a;
  static final int UTC_TIME = 0x17;
  static final int GENERALIZED_TIME = 0x18;
  static final int SEQUENCE = 0x30;

  private final byte[] octets;
  private final int end;
  private int position;
  private int start;
  private int content;

  /** Reads what lies in {@code octets} from {@code from} to before {@code end}. */
  DerReader(byte[] octets, int from, int end) {
    this.octets = octets;
    this.position = from;
    this.end = end;
  }

  /** Whether another element follows. */
  boolean hasNext() {
    return position < end;
  }

  /** The tag of the element that follows, -1 if none does. */
  int tag() {
    return hasNext() ? octets[position] & 0xff : -1;
  }

  /** Takes the element that follows, which must have this tag; its place is told until the next. */
  DerReader take(int tag) {
    if (tag() != tag) {
      throw wrong("expected an element of tag 0x%02x, got %s".formatted(tag, found()));
    }
    start = position;
    content = contentAfter(position + 1);
    return this;
  }

  /** Takes the element that follows, whatever it is. */
  DerReader take() {
    return take(hasNext() ? tag() : SEQUENCE);
  }

  /** Takes the element that follows if it has this tag. */
  boolean takes(int tag) {
    if (tag() != tag) {
      return false;
    }
    take(tag);
    return true;
  }

  /** Where the element that was taken begins, with its tag. */
  int start() {
    return start;
  }

  /** Where its content begins. */
  int content() {
    return content;
  }

  /** Where it ends: the place after its last octet. */
  int end() {
    return position;
  }

  /** Its content's length in octets. */
  int length() {
    return position - content;
  }

  /** What reads its content. */
  DerReader inside() {
    return new DerReader(octets, content, position);
  }

  /** A copy of the whole element, with its tag. */
  byte[] element() {
    return Arrays.copyOfRange(octets, start, position);
  }

  /** A copy of its content. */
  byte[] bytes() {
    return Arrays.copyOfRange(octets, content, position);
  }

  /** Says that nothing may follow. */
  void finish() {
    if (hasNext()) {
      throw wrong("expected the end, got " + found());
    }
  }

  /** Takes a BOOLEAN. */
  boolean bool() {
    take(BOOLEAN);
    if (length() != 1) {
      throw wrong("expected a BOOLEAN of one octet, got " + length());
    }
    return octets[content] != 0;
  }

  /** Takes an INTEGER and leaves its place: two's complement, no octet too many (X.690 8.3.2). */
  void integer() {
    take(INTEGER);
    boolean minimal =
        length() == 1
            || (length() > 1
                && (octets[content] != 0 || octets[content + 1] < 0)
                && (octets[content] != -1 || octets[content + 1] >= 0));
    if (!minimal) {
      throw wrong("expected an INTEGER in its shortest form");
    }
  }

  /** Takes a UTCTime or GeneralizedTime in RFC 5280's forms (4.1.2.5): seconds since 1970. */
  long time() {
    boolean utc = tag() == UTC_TIME;
    take(utc ? UTC_TIME : GENERALIZED_TIME);
    int digits = utc ? 12 : 14;
    if (length() != digits + 1 || octets[position - 1] != 'Z') {
      throw wrong("expected a time in UTC to the second");
    }
    int at = content + (utc ? 2 : 4);
    int year = utc ? number(content) : number(content) * 100 + number(content + 2);
    if (utc) {
      year += year < 50 ? 2000 : 1900;
    }
    try {
      return LocalDateTime.of(
              year, number(at), number(at + 2), number(at + 4), number(at + 6), number(at + 8))
          .toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw wrong("expected a time of the calendar: " + e.getMessage());
    }
  }

  private int number(int at) {
    int tens = octets[at] - '0';
    int units = octets[at + 1] - '0';
    if (tens < 0 || tens > 9 || units < 0 || units > 9) {
      throw wrong("expected digits in a time");
    }
    return tens * 10 + units;
  }

  /** Definite lengths in their shortest form only (X.690 10.1), four octets at most. */
  private int contentAfter(int at) {
    if (at >= end) {
      throw wrong("expected a length, got the end");
    }
    int first = octets[at];
    long length = first;
    int next = at + 1;
    if (first < 0) {
      int count = first & 0x7f;
      if (count == 0 || count > 4 || next + count > end) {
        throw wrong("expected a definite length of at most four octets");
      }
      length = 0;
      for (int i = 0; i < count; i++) {
        length = length << 8 | (octets[next++] & 0xff);
      }
      if (length < 0x80 || length >>> ((count - 1) * 8) == 0) {
        throw wrong("expected a length in its shortest form");
      }
    }
    if (length > end - next) {
      throw wrong("expected %d octets of content, got %d".formatted(length, end - next));
    }
    position = next + (int) length;
    return next;
  }

  private String found() {
    return hasNext() ? "one of tag 0x%02x".formatted(tag()) : "the end";
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException("octet %d: %s".formatted(position, what));
  }
}
