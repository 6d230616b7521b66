package bulla.cli.lab;

import bulla.cfssl.FileTrouble;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Makes one sentence of an input or output error. */
final class Trouble {
  private Trouble() {}

  static String text(IOException trouble) {
    String reason = FileTrouble.reason(trouble);
    return trouble instanceof FileSystemException file ? file.getFile() + ": " + reason : reason;
  }
}
