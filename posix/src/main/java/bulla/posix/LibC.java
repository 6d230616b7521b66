package bulla.posix;

import bulla.ffi.NativeLibrary;
import bulla.ffi.SetsErrno;
import bulla.ffi.Signature;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** The functions of the C library that are used, by their manual pages' names. */
record LibC(
    @Signature("pointer strerror(int)") MethodHandle errorText,
    // Users and groups.
    @Signature("int getpwnam_r(pointer, pointer, pointer, long, pointer)") MethodHandle userByName,
    @Signature("int getpwuid_r(int, pointer, pointer, long, pointer)") MethodHandle userByNumber,
    @Signature("int getgrnam_r(pointer, pointer, pointer, long, pointer)") MethodHandle groupByName,
    // Who the process is.
    @Signature("int geteuid()") MethodHandle effectiveUser,
    @Signature("int getegid()") MethodHandle effectiveGroup,
    @SetsErrno @Signature("int setgid(int)") MethodHandle setGroup,
    @SetsErrno @Signature("int setuid(int)") MethodHandle setUser,
    @SetsErrno @Signature("int initgroups(pointer, int)") MethodHandle initGroups,
    // Other processes.
    @SetsErrno @Signature("int kill(int, int)") MethodHandle kill,
    // Signals of its own.
    @SetsErrno @Signature("int sigaction(int, pointer, pointer)") MethodHandle signalAction,
    @SetsErrno @Signature("pointer signal(int, pointer)") MethodHandle signal,
    // Sockets.
    @SetsErrno @Signature("int socket(int, int, int)") MethodHandle socket,
    @SetsErrno @Signature("long sendto(int, pointer, long, int, pointer, int)") MethodHandle sendTo,
    @SetsErrno @Signature("int getsockopt(int, int, int, pointer, pointer)")
        MethodHandle socketOption,
    @SetsErrno @Signature("int getsockname(int, pointer, pointer)") MethodHandle socketName,
    @SetsErrno @Signature("int fcntl(int, int, ..., int)") MethodHandle control,
    // Files.
    @SetsErrno @Signature("int open(pointer, int, ..., int)") MethodHandle open,
    @SetsErrno @Signature("int dup2(int, int)") MethodHandle duplicate,
    @SetsErrno @Signature("int close(int)") MethodHandle close,
    // Time.
    @SetsErrno @Signature("int clock_gettime(int, pointer)") MethodHandle clockTime) {

  static final LibC HANDLES =
      NativeLibrary.bindC(LibC.class, MethodHandles.lookup(), UnsupportedOperationException::new);
}
