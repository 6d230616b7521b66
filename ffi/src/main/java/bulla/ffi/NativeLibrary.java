package bulla.ffi;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Binds a record of method handles, one component for each C function, to a shared library.
 *
 * <p>When the library or one function is missing, every handle throws the one exception that says
 * what to install: a class initializer that fails would say it once, and nonsense afterwards.
 */
public final class NativeLibrary {

  /** What stands before the arguments that a function may have or not. */
  private static final String VARIADIC = "...";

  private NativeLibrary() {}

  /**
   * Binds to a library that is loaded for it.
   *
   * @param handles a record whose components are method handles with {@link Signature}s
   * @param lookup may see the record's constructor
   * @param libraries as dlopen(3) knows them, {@code libssl.so.3}: the first that is there
   * @param unavailable makes the exception that every handle throws of what is missing
   */
  public static <T extends Record> T bind(
      Class<T> handles,
      MethodHandles.Lookup lookup,
      List<String> libraries,
      Function<String, ? extends RuntimeException> unavailable) {
    for (String library : libraries) {
      Optional<SymbolLookup> symbols = symbols(library);
      if (symbols.isPresent()) {
        return bind(handles, lookup, library, symbols.get(), unavailable);
      }
    }
    String all = String.join(" nor ", libraries);
    return refusing(
        handles,
        lookup,
        unavailable.apply(
            libraries.size() == 1 ? all + " was not found" : "neither " + all + " was found"));
  }

  /** Whether a library is there; it is loaded for the life of the process if it is. */
  public static boolean isThere(String library) {
    return symbols(library).isPresent();
  }

  private static Optional<SymbolLookup> symbols(String library) {
    try {
      return Optional.of(SymbolLookup.libraryLookup(library, Arena.global()));
    } catch (IllegalArgumentException notFound) {
      return Optional.empty();
    }
  }

  /** Binds to the C library that this process has anyway; see the other. */
  public static <T extends Record> T bindC(
      Class<T> handles,
      MethodHandles.Lookup lookup,
      Function<String, ? extends RuntimeException> unavailable) {
    return bind(
        handles, lookup, "the C library", Linker.nativeLinker().defaultLookup(), unavailable);
  }

  private static <T extends Record> T bind(
      Class<T> handles,
      MethodHandles.Lookup lookup,
      String library,
      SymbolLookup symbols,
      Function<String, ? extends RuntimeException> unavailable) {
    RecordComponent[] components = handles.getRecordComponents();
    Object[] bound = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      String signature = signature(components[i]);
      Optional<MemorySegment> symbol = symbols.find(functionName(signature));
      if (symbol.isEmpty()) {
        return refusing(
            handles,
            lookup,
            unavailable.apply(library + " has no function " + functionName(signature)));
      }
      bound[i] =
          Linker.nativeLinker()
              .downcallHandle(symbol.get(), descriptor(signature), options(components[i]));
    }
    return construct(handles, lookup, bound);
  }

  private static Linker.Option[] options(RecordComponent function) {
    List<Linker.Option> options = new ArrayList<>();
    if (function.isAnnotationPresent(SetsErrno.class)) {
      options.add(Errno.CAPTURED);
    } else if (function.isAnnotationPresent(Brief.class)
        && Boolean.parseBoolean(System.getProperty("bulla.ffi.brief", "true"))) {
      options.add(Linker.Option.critical(false));
    }
    int variadic = parameters(signature(function)).indexOf(VARIADIC);
    if (variadic >= 0) {
      options.add(Linker.Option.firstVariadicArg(variadic));
    }
    return options.toArray(Linker.Option[]::new);
  }

  /** What a {@link Signature} says, as the linker wants it. */
  public static FunctionDescriptor descriptor(String signature) {
    String result = signature.substring(0, signature.indexOf(' '));
    MemoryLayout[] layouts =
        parameters(signature).stream()
            .filter(word -> !word.equals(VARIADIC))
            .map(NativeLibrary::layout)
            .toArray(MemoryLayout[]::new);
    return result.equals("void")
        ? FunctionDescriptor.ofVoid(layouts)
        : FunctionDescriptor.of(layout(result), layouts);
  }

  private static List<String> parameters(String signature) {
    String all = signature.substring(signature.indexOf('(') + 1, signature.length() - 1);
    return all.isEmpty() ? List.of() : List.of(all.split(", "));
  }

  /** The address of a C function pointer that calls {@code target}, for the life of the process. */
  public static long upcall(MethodHandles.Lookup lookup, String method, String signature) {
    FunctionDescriptor descriptor = descriptor(signature);
    try {
      MethodHandle target =
          lookup.findStatic(lookup.lookupClass(), method, descriptor.toMethodType());
      return Linker.nativeLinker().upcallStub(target, descriptor, Arena.global()).address();
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("cannot find the target of an upcall: " + method, impossible);
    }
  }

  private static <T extends Record> T refusing(
      Class<T> handles, MethodHandles.Lookup lookup, RuntimeException refusal) {
    RecordComponent[] components = handles.getRecordComponents();
    Object[] bound = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      MethodType type = descriptor(signature(components[i])).toMethodType();
      if (components[i].isAnnotationPresent(SetsErrno.class)) {
        type = type.insertParameterTypes(0, MemorySegment.class);
      }
      MethodHandle refuse =
          MethodHandles.throwException(type.returnType(), RuntimeException.class).bindTo(refusal);
      bound[i] = MethodHandles.dropArguments(refuse, 0, type.parameterList());
    }
    return construct(handles, lookup, bound);
  }

  private static <T extends Record> T construct(
      Class<T> handles, MethodHandles.Lookup lookup, Object[] bound) {
    Class<?>[] types = new Class<?>[bound.length];
    Arrays.fill(types, MethodHandle.class);
    try {
      MethodHandle constructor =
          lookup.findConstructor(handles, MethodType.methodType(void.class, types));
      return handles.cast(constructor.invokeWithArguments(bound));
    } catch (ReflectiveOperationException impossible) {
      throw new LinkageError("cannot bind " + handles, impossible);
    } catch (Throwable failure) {
      throw Failures.unexpected(failure);
    }
  }

  private static String signature(RecordComponent component) {
    Signature signature = component.getAnnotation(Signature.class);
    if (signature == null) {
      throw new LinkageError(component + " has no signature");
    }
    return signature.value();
  }

  private static String functionName(String signature) {
    return signature.substring(signature.indexOf(' ') + 1, signature.indexOf('('));
  }

  /** Pointers travel as numbers: no object is made for them, and none can leak. */
  private static MemoryLayout layout(String word) {
    return switch (word) {
      case "int" -> JAVA_INT;
      case "long", "pointer" -> JAVA_LONG;
      default -> throw new LinkageError("no such word in a signature: " + word);
    };
  }
}
