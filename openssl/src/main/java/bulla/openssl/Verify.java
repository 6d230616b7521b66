package bulla.openssl;

/** The modes of SSL_set_verify(3). */
public final class Verify {
  public static final int NONE = 0x00;
  public static final int PEER = 0x01;
  public static final int FAIL_IF_NO_PEER_CERT = 0x02;
  public static final int CLIENT_ONCE = 0x04;

  private Verify() {}
}
