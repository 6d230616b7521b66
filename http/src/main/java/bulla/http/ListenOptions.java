package bulla.http;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * How to listen.
 *
 * @param backlog connections that may wait to be accepted (listen(2))
 * @param sendBuffer SO_SNDBUF of connections, bytes; 0 for the system's own choice
 * @param receiveBuffer SO_RCVBUF of connections, bytes; 0 for the system's own choice
 * @param descriptor a socket that listens already and was handed down to this process, which is
 *     taken over; {@link #NONE} to make one
 */
public record ListenOptions(int backlog, int sendBuffer, int receiveBuffer, int descriptor) {
  /** No descriptor. */
  public static final int NONE = -1;

  /** httpd's defaults. */
  public static final ListenOptions DEFAULTS = new ListenOptions(511, 0, 0, NONE);

  /** The same for a socket that was handed down. */
  public ListenOptions adopting(int inherited) {
    return new ListenOptions(backlog, sendBuffer, receiveBuffer, inherited);
  }

  /**
   * The address that stands for all addresses: of both families where the machine has IPv6. {@code
   * 0.0.0.0} stands for those of IPv4 alone.
   */
  public static InetAddress everyAddress() {
    boolean six = Epoll.isAvailable() ? Socket.isIPv6Preferred() : !NetUtil.isIpV4StackPreferred();
    try {
      return InetAddress.getByAddress(new byte[six ? 16 : 4]);
    } catch (UnknownHostException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
