package bulla.agent;

import bulla.cfssl.FileTrouble;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a JSON or YAML file, by its ending, into a {@link Tree}. */
final class TreeReader {
  /** Far above what a manifest needs, far below what could hurt. */
  static final long MAX_BYTES = 1 << 20;

  static final int MAX_DEPTH = 64;

  private TreeReader() {}

  /** Reads the one object that a file holds. */
  static Tree.Mapping read(Path file) throws MalformedFileException {
    String text = text(file);
    Tree tree = isJson(file) ? JsonTree.parse(text) : YamlTree.parse(text);
    return switch (tree) {
      case Tree.Mapping mapping -> mapping;
      default ->
          throw new MalformedFileException(
              tree.line(), "the file must hold one object, not " + tree.kind());
    };
  }

  private static boolean isJson(Path file) {
    return file.toString().endsWith(".json");
  }

  private static String text(Path file) throws MalformedFileException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new MalformedFileException(0, "the file is longer than " + MAX_BYTES + " bytes");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new MalformedFileException(0, "no such file");
    } catch (CharacterCodingException e) {
      throw new MalformedFileException(0, "the file is not UTF-8 text");
    } catch (IOException e) {
      throw new MalformedFileException(0, "cannot be read: " + FileTrouble.reason(e));
    }
  }

  /** A file is no JSON or YAML at all. */
  static final class MalformedFileException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;

    MalformedFileException(int line, String message) {
      super(message);
      this.line = line;
    }

    int line() {
      return line;
    }
  }
}
