package bulla.posix;

import bulla.ffi.Memory;
import java.lang.foreign.Arena;

/** A signal that one process sends to another; the numbers are Linux's (signal(7)). */
public enum Signal {
  /** Hang-up. */
  HUP(1),
  /** Interrupt. */
  INT(2),
  /** User-defined 1. */
  USR1(10),
  /** Termination. */
  TERM(15),
  /** The window has another size. */
  WINCH(28);

  /** SIG_DFL. */
  private static final long DEFAULT = 0;

  /** SIG_IGN. */
  private static final long IGNORED = 1;

  /** More octets than a struct sigaction has; its first member is the handler. */
  private static final int ACTION = 512;

  private final int number;

  Signal(int number) {
    this.number = number;
  }

  /**
   * Sends it (kill(2)).
   *
   * @throws PosixException if there is no such process, or it is not ours to signal
   */
  public void send(long process) throws PosixException {
    if (process < 1 || process > Integer.MAX_VALUE) {
      // kill(2) takes 0 and below for groups of processes.
      throw new IllegalArgumentException("no process has the number " + process);
    }
    Calls.make(
        "kill", errno -> (int) LibC.HANDLES.kill().invokeExact(errno, (int) process, number));
  }

  /**
   * Lets a process hear it that was started ignoring it, as by nohup(1): Java leaves the signals of
   * an end ignored that were so at its start, and its handlers are never called. To be called
   * before one is set, and sets the default action (signal(7)).
   *
   * @throws PosixException if the system refuses
   */
  public void ignoreNoMore() throws PosixException {
    try (Arena arena = Arena.ofConfined()) {
      long action = arena.allocate(ACTION, Long.BYTES).address();
      Calls.make(
          "sigaction",
          errno ->
              (int) LibC.HANDLES.signalAction().invokeExact(errno, number, Memory.NULL, action));
      if (Memory.pointer(action) == IGNORED) {
        Calls.make(
            "signal", errno -> (long) LibC.HANDLES.signal().invokeExact(errno, number, DEFAULT));
      }
    }
  }
}
