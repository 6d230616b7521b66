package bulla.apacheconf;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one file as httpd sees them: a backslash before the end of a line joins it to the
 * next before anything else is looked at (so a comment can swallow a line), and white space at both
 * ends is cut.
 */
final class LogicalLines {

  /** One logical line and the number of the physical line on which it starts. */
  record Line(String text, int number) {}

  private static final int MOST_BYTES = 1 << 28;

  private final List<Line> lines;
  private final String file;
  private int next;

  private LogicalLines(String file, List<Line> lines) {
    this.file = file;
    this.lines = lines;
  }

  /**
   * Reads a file.
   *
   * @param longest the most characters of a logical line
   * @throws IOException if it cannot be read
   * @throws TooLongException if a logical line is longer than {@code longest}
   */
  static LogicalLines ofFile(Path path, int longest) throws IOException, TooLongException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(path)) {
      bytes = in.readNBytes(MOST_BYTES + 1);
    }
    if (bytes.length > MOST_BYTES) {
      throw new IOException("File too large");
    }
    return ofText(path.toString(), decode(bytes), longest);
  }

  /** Takes a text as a file of the given name. */
  static LogicalLines ofText(String file, String text, int longest) throws TooLongException {
    List<Line> lines = new ArrayList<>();
    StringBuilder joined = new StringBuilder();
    int number = 0;
    int start = 1;
    boolean open = false;
    int position = 0;
    while (position < text.length()) {
      int end = text.indexOf('\n', position);
      int stop = end < 0 ? text.length() : end;
      number++;
      if (!open) {
        start = number;
      }
      int cut = stop > position && text.charAt(stop - 1) == '\r' ? stop - 1 : stop;
      open = cut > position && text.charAt(cut - 1) == '\\' && end >= 0;
      joined.append(text, position, open ? cut - 1 : cut);
      if (joined.length() > longest) {
        throw new TooLongException(new Position(file, start), longest);
      }
      if (!open) {
        lines.add(new Line(joined.toString().strip(), start));
        joined.setLength(0);
      }
      position = stop + 1;
    }
    if (open) {
      lines.add(new Line(joined.toString().strip(), start));
    }
    return new LogicalLines(file, lines);
  }

  /** The file's name, for positions. */
  String file() {
    return file;
  }

  /** The next line that is neither empty nor a comment, or null at the end. */
  @Nullable Line next() {
    while (next < lines.size()) {
      Line line = lines.get(next++);
      if (!line.text().isEmpty() && line.text().charAt(0) != '#') {
        return line;
      }
    }
    return null;
  }

  /** Makes {@link #next} give the last line once more. */
  void back() {
    next--;
  }

  /** UTF-8 where it is that, else each byte a character, so that no byte is lost. */
  private static String decode(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /** A logical line is longer than a configuration's line may be. */
  static final class TooLongException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Position at;

    TooLongException(Position at, int longest) {
      super("Line too long (more than " + longest + " characters)");
      this.at = at;
    }

    Position at() {
      return at;
    }
  }
}
