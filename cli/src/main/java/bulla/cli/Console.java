package bulla.cli;

import java.io.InputStream;
import java.io.PrintStream;

/** The three streams that a program was started with. */
public record Console(InputStream in, PrintStream out, PrintStream err) {}
