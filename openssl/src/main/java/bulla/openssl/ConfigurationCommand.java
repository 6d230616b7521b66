package bulla.openssl;

import bulla.ffi.Failures;
import bulla.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandle;
import java.util.List;

/**
 * One setting in the words of a configuration file, see SSL_CONF_cmd(3).
 *
 * @param name for instance {@code Groups}, in any case
 */
public record ConfigurationCommand(String name, String value) {

  private static final LibSsl SSL = LibSsl.HANDLES;
  private static final int FILE = 0x2;
  private static final int SERVER = 0x8;
  private static final int CERTIFICATE = 0x20;
  private static final List<ValueType> TYPES = List.of(ValueType.values());

  /** What a command's value is, SSL_CONF_cmd_value_type(3) in its order. */
  public enum ValueType {
    /** There is no such command. */
    UNKNOWN,
    STRING,
    FILE,
    DIRECTORY,
    /** It takes none. */
    NONE
  }

  /** What the value of a server's command of that name is. */
  public static ValueType valueType(String name) {
    try (Arena arena = Arena.ofConfined()) {
      long commands = open();
      try {
        int type = (int) SSL.commandValueType().invokeExact(commands, Memory.place(arena, name));
        return type < 0 || type >= TYPES.size() ? ValueType.UNKNOWN : TYPES.get(type);
      } finally {
        SSL.commandsFree().invokeExact(commands);
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  /** Gives an SSL_CTX its commands; the place of the first that is refused, -1 if none is. */
  static int setOn(long context, List<ConfigurationCommand> commands) {
    return set(SSL.commandsSetContext(), context, commands);
  }

  /** Gives a connection what its context's commands would have given it from the start. */
  static void applyTo(long ssl, List<ConfigurationCommand> commands) {
    int _ = set(SSL.commandsSetSsl(), ssl, commands);
    ErrorQueue.clear();
  }

  private static int set(MethodHandle target, long address, List<ConfigurationCommand> commands) {
    try (Arena arena = Arena.ofConfined()) {
      long open = open();
      try {
        target.invokeExact(open, address);
        for (int i = 0; i < commands.size(); i++) {
          long name = Memory.place(arena, commands.get(i).name);
          long value = Memory.place(arena, commands.get(i).value);
          if ((int) SSL.command().invokeExact(open, name, value) <= 0) {
            return i;
          }
        }
        return (int) SSL.commandsFinish().invokeExact(open) == 1 ? -1 : commands.size() - 1;
      } finally {
        SSL.commandsFree().invokeExact(open);
      }
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static long open() throws Throwable {
    long commands = (long) SSL.commandsNew().invokeExact();
    if (commands == Memory.NULL) {
      throw new OutOfMemoryError("SSL_CONF_CTX_new");
    }
    int _ = (int) SSL.commandsSetFlags().invokeExact(commands, FILE | SERVER | CERTIFICATE);
    return commands;
  }
}
