package bulla.posix;

/** A signal that one process sends to another; the numbers are Linux's (signal(7)). */
public enum Signal {
  /** Hang-up. */
  HUP(1),
  /** User-defined 1. */
  USR1(10),
  /** Termination. */
  TERM(15),
  /** The window has another size. */
  WINCH(28);

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
}
