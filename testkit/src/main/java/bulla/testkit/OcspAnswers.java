package bulla.testkit;

import bulla.pki.CertId;
import bulla.pki.CertStatus;
import bulla.pki.Certificate;
import bulla.pki.KeyUsage;
import bulla.pki.OcspRequest;
import bulla.pki.OcspResponse;
import bulla.pki.OcspResponseBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.jspecify.annotations.Nullable;

/** The octets of OCSP answers, right and wrong. */
final class OcspAnswers {
  private static final Duration LIFE = Duration.ofHours(1);
  private static final byte[] OLD_NONCE = new byte[16];

  private final TestCa ca;
  private final InstantSource clock;
  private final Issued delegate;
  private final TestCa impostor;

  OcspAnswers(TestCa ca, InstantSource clock) {
    this.ca = ca;
    this.clock = clock;
    this.delegate = ca.ocspSigner("OCSP signer");
    this.impostor = TestCa.named(ca.certificate().subject());
  }

  /** By which a query with SHA-1 names one of the CA's certificates. */
  CertId id(Certificate certificate) {
    return CertId.of(certificate, ca.certificate(), CertId.Hash.SHA1);
  }

  byte[] to(OcspRequest request, OcspBehaviour.Answer behaviour) {
    CertId asked = request.certIds().getFirst();
    Instant now = clock.instant();
    Instant next = now.plus(LIFE);
    return switch (behaviour) {
      case OcspBehaviour.Good _ -> signed(delegate, request, asked, now, next);
      case OcspBehaviour.GoodByIssuer _ ->
          signed(new Issued(ca.certificate(), ca.key()), request, asked, now, next);
      case OcspBehaviour.GoodFor(Duration life) ->
          signed(delegate, request, asked, now, now.plus(life));
      case OcspBehaviour.Revoked(Instant at, int reason) ->
          of(request, new CertStatus.Revoked(at, reason));
      case OcspBehaviour.Unknown _ -> of(request, new CertStatus.Unknown());
      case OcspBehaviour.Failure(int status) -> OcspResponse.failure(status).der();
      case OcspBehaviour.WrongSigner _ ->
          signed(TestCa.root("Nobody").ocspSigner("Nobody's"), request, asked, now, next);
      case OcspBehaviour.BrokenSignature _ ->
          signed(
              new Issued(delegate.certificate(), ca.issue("other").make().key()),
              request,
              asked,
              now,
              next);
      case OcspBehaviour.SiblingDelegate _ ->
          signed(sibling().ocspSigner("Sibling's"), request, asked, now, next);
      case OcspBehaviour.ExpiredDelegate _ -> signed(expired(now), request, asked, now, next);
      case OcspBehaviour.DelegateWithoutPurpose _ ->
          signed(
              ca.issue("Not for OCSP").extendedKeyUsages(CertificateMaker.SERVER_AUTH).make(),
              request,
              asked,
              now,
              next);
      case OcspBehaviour.OtherSerial _ ->
          signed(delegate, request, withSerialAfter(asked), now, next);
      case OcspBehaviour.OtherIssuer _ ->
          signed(
              delegate,
              request,
              CertId.of(asked.serial(), delegate.certificate(), CertId.Hash.SHA1),
              now,
              next);
      case OcspBehaviour.OtherHash _ ->
          signed(
              delegate,
              request,
              CertId.of(asked.serial(), ca.certificate(), CertId.Hash.SHA256),
              now,
              next);
      case OcspBehaviour.Stale _ ->
          signed(
              delegate,
              request,
              asked,
              now.minus(Duration.ofDays(2)),
              now.minus(Duration.ofDays(1)));
      case OcspBehaviour.Future _ ->
          signed(
              delegate, request, asked, now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(2)));
      case OcspBehaviour.Backwards _ ->
          signed(delegate, request, asked, now, now.minus(Duration.ofSeconds(10)));
      case OcspBehaviour.NoNextUpdate _ -> signed(delegate, request, asked, now, null);
      case OcspBehaviour.ReplayedNonce _ ->
          good(delegate.certificate(), asked, now, next)
              .nonce(OLD_NONCE)
              .sign(delegate.key())
              .der();
      case OcspBehaviour.NoNonce _ ->
          good(delegate.certificate(), asked, now, next).sign(delegate.key()).der();
      case OcspBehaviour.NotBasic _ -> notBasic();
      case OcspBehaviour.NoAnswers _ ->
          OcspResponse.signedBy(delegate.certificate(), ca.certificate(), now)
              .sign(delegate.key())
              .der();
      case OcspBehaviour.GoodByKey _ -> odd(request, now).byKey();
      case OcspBehaviour.EarlyDelegate _ -> signed(early(now), request, asked, now, next);
      case OcspBehaviour.DelegateWithoutSignature _ ->
          signed(
              ca.issue("Not for signatures")
                  .extendedKeyUsages(CertificateMaker.OCSP_SIGNING)
                  .keyUsages(KeyUsage.KEY_ENCIPHERMENT)
                  .make(),
              request,
              asked,
              now,
              next);
      case OcspBehaviour.Grandparent _ ->
          signed(new Issued(parent().certificate(), parent().key()), request, asked, now, next);
      case OcspBehaviour.GrandparentsDelegate _ ->
          signed(parent().ocspSigner("Grandparent's"), request, asked, now, next);
      case OcspBehaviour.Impostor _ ->
          signed(new Issued(impostor.certificate(), impostor.key()), request, asked, now, next);
      case OcspBehaviour.ImpostorsDelegate _ ->
          signed(impostor.ocspSigner("OCSP signer"), request, asked, now, next);
      case OcspBehaviour.SignedWithMd5 _ -> odd(request, now).withMd5();
      case OcspBehaviour.CriticalExtension _ -> odd(request, now).withCriticalExtension();
      case OcspBehaviour.CriticalSingleExtension _ ->
          odd(request, now).withCriticalSingleExtension();
      case OcspBehaviour.CrowdOfSigners _ -> odd(request, now).behindManyCertificates(20);
      case OcspBehaviour.GoodAndRevoked _ -> odd(request, now).goodAndRevoked();
      case OcspBehaviour.Trailed _ -> {
        byte[] whole = signed(delegate, request, asked, now, next);
        yield Arrays.copyOf(whole, whole.length + 3);
      }
      case OcspBehaviour.RevokedByIssuer _ ->
          OcspResponse.signedBy(ca.certificate(), ca.certificate(), now)
              .answer(asked, new CertStatus.Revoked(now, 1), now, next)
              .nonce(request.nonce())
              .sign(ca.key())
              .der();
      case OcspBehaviour.DelegateToBeCheckedAt(String url) ->
          signed(
              ca.issue("To be checked")
                  .extendedKeyUsages(CertificateMaker.OCSP_SIGNING)
                  .ocspUrl(url)
                  .make(),
              request,
              asked,
              now,
              next);
      case OcspBehaviour.Nested _ -> OddOcspAnswers.nested();
      case OcspBehaviour.Truncated _ -> {
        byte[] whole = signed(delegate, request, asked, now, next);
        yield Arrays.copyOf(whole, whole.length / 2);
      }
    };
  }

  private byte[] of(OcspRequest request, CertStatus status) {
    Instant now = clock.instant();
    return OcspResponse.signedBy(delegate.certificate(), ca.certificate(), now)
        .answer(request.certIds().getFirst(), status, now, now.plus(LIFE))
        .nonce(request.nonce())
        .sign(delegate.key())
        .der();
  }

  private byte[] signed(
      Issued signer, OcspRequest request, CertId certId, Instant from, @Nullable Instant to) {
    return good(signer.certificate(), certId, from, to)
        .nonce(request.nonce())
        .sign(signer.key())
        .der();
  }

  private OcspResponseBuilder good(
      Certificate signer, CertId certId, Instant from, @Nullable Instant to) {
    return OcspResponse.signedBy(signer, ca.certificate(), clock.instant())
        .answer(certId, new CertStatus.Good(), from, to);
  }

  private CertId withSerialAfter(CertId asked) {
    return CertId.of(asked.serial().add(BigInteger.ONE), ca.certificate(), CertId.Hash.SHA1);
  }

  private OddOcspAnswers odd(OcspRequest request, Instant now) {
    return new OddOcspAnswers(ca, delegate, request, now);
  }

  private TestCa sibling() {
    return parent().intermediate("Sibling");
  }

  private TestCa parent() {
    TestCa parent = ca.parent();
    return parent == null ? ca : parent;
  }

  private Issued early(Instant now) {
    return ca.issue("Early signer")
        .extendedKeyUsages(CertificateMaker.OCSP_SIGNING)
        .validity(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)))
        .make();
  }

  private Issued expired(Instant now) {
    return ca.issue("Ended signer")
        .extendedKeyUsages(CertificateMaker.OCSP_SIGNING)
        .validity(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
        .make();
  }

  private static byte[] notBasic() {
    ResponseBytes bytes =
        new ResponseBytes(
            new ASN1ObjectIdentifier("1.3.6.1.5.5.7.48.1.99"), new DEROctetString(new byte[8]));
    try {
      return new OCSPResponse(new OCSPResponseStatus(OcspResponse.SUCCESSFUL), bytes).getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
