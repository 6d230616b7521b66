package bulla.agent;

import java.nio.file.Path;

/**
 * One thing that is wrong in what the operator wrote.
 *
 * @param file the file it stands in
 * @param line counted from 1; 0 when no line can be named
 * @param text one sentence: what is wrong and what to do
 */
public record Problem(Path file, int line, String text) {
  @Override
  public String toString() {
    return line == 0 ? file + ": " + text : file + ":" + line + ": " + text;
  }
}
