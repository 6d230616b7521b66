package bulla.httpd.core;

/**
 * A system call's failure as log lines show it: {@code (111)Connection refused}.
 *
 * @param errno the system's number
 * @param text the system's text
 */
public record SystemError(int errno, String text) {
  @Override
  public String toString() {
    return "(" + errno + ")" + text;
  }
}
