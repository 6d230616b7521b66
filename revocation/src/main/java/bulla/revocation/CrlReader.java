package bulla.revocation;

import bulla.pki.CrlIndex;
import bulla.pki.MalformedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Reads CRLs: one in DER, or any number of PEM blocks with text between them. */
final class CrlReader {
  /** Octets: ten million entries and more. */
  static final long MOST = 1 << 30;

  private static final byte[] BEGIN = ascii("-----BEGIN X509 CRL-----");
  private static final byte[] END = ascii("-----END X509 CRL-----");

  private CrlReader() {}

  /**
   * The CRLs of a file; empty if it is a PEM file of other things.
   *
   * @throws IOException if it cannot be read, or holds what is no CRL; with a text for people
   */
  static List<CrlIndex.Read> read(Path file) throws IOException {
    long size = Files.size(file);
    if (size > MOST) {
      throw new IOException("%d octets, where %d are the most".formatted(size, MOST));
    }
    try {
      return of(Files.readAllBytes(file));
    } catch (MalformedException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /**
   * The CRLs of a file's content.
   *
   * @param content must not be changed any more
   * @throws MalformedException if there is something in it that is no CRL
   */
  static List<CrlIndex.Read> of(byte[] content) {
    if (content.length > 0 && content[0] == 0x30) {
      return List.of(CrlIndex.ofDer(content));
    }
    List<CrlIndex.Read> found = new ArrayList<>();
    for (int begin = find(BEGIN, content, 0); begin >= 0; begin = find(BEGIN, content, begin)) {
      int end = find(END, content, begin);
      if (end < 0) {
        throw new MalformedException("BEGIN X509 CRL has no END X509 CRL");
      }
      found.add(CrlIndex.ofDer(decode(content, begin + BEGIN.length, end)));
      begin = end;
    }
    return List.copyOf(found);
  }

  /** Takes the white space out: a list of a million entries has a million lines. */
  private static byte[] decode(byte[] content, int from, int to) {
    byte[] base64 = new byte[to - from];
    int length = 0;
    for (int i = from; i < to; i++) {
      if (content[i] != '\n' && content[i] != '\r' && content[i] != ' ' && content[i] != '\t') {
        base64[length++] = content[i];
      }
    }
    try {
      ByteBuffer der = Base64.getDecoder().decode(ByteBuffer.wrap(base64, 0, length));
      return der.remaining() == der.array().length
          ? der.array()
          : Arrays.copyOf(der.array(), der.remaining());
    } catch (IllegalArgumentException e) {
      throw new MalformedException("expected base64 in the X509 CRL, got: " + e.getMessage(), e);
    }
  }

  private static int find(byte[] wanted, byte[] content, int from) {
    for (int i = from; i <= content.length - wanted.length; i++) {
      if (content[i] == '-'
          && Arrays.equals(content, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
