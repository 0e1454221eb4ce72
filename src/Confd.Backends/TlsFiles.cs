using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.Shared.Files;
using Confd.Shared.Tls;

namespace Confd.Backends;

/// <summary>The trusted authorities and the client's certificate of a TLS connection, as files in PEM form.</summary>
public sealed record TlsFiles
{
    /// <summary>The option of <see cref="Authorities"/>, for the options of a backend that uses TLS; the same applies below.</summary>
    public static readonly BackendOption ClientCaKeys =
        new("client-ca-keys", OptionKind.Text, "certificates of the authorities to trust instead of the system's, a PEM file")
        {
            FileKey = "client_cakeys",
            Variable = "CONFD_CLIENT_CAKEYS",
            IsPath = true,
        };

    /// <summary>The option of <see cref="Certificate"/>.</summary>
    public static readonly BackendOption ClientCert =
        new("client-cert", OptionKind.Text, "client certificate, a file in PEM form") { Variable = "CONFD_CLIENT_CERT", IsPath = true };

    /// <summary>The option of <see cref="Key"/>.</summary>
    public static readonly BackendOption ClientKey =
        new("client-key", OptionKind.Text, "key of the client certificate, a file in PEM form")
        {
            Variable = "CONFD_CLIENT_KEY",
            IsPath = true,
        };

    // OpenSSL's names of the alerts by which a server rejects a client's certificate, or reports that there is none.
    private static readonly string[] Refusals =
    [
        "certificate required", "bad certificate", "unsupported certificate", "certificate revoked", "certificate expired",
        "certificate unknown", "unknown ca", "access denied", "handshake failure",
    ];

    /// <summary>Certificates of the authorities that are trusted in place of the system's; null for the system's.</summary>
    public string? Authorities { get; init; }

    /// <summary>The client's certificate, followed by intermediate ones; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The key of the client's certificate, without a password; null for none.</summary>
    public string? Key { get; init; }

    /// <summary>True where a file is named that only a TLS connection needs.</summary>
    public bool IsAny => Authorities is not null || Certificate is not null;

    /// <summary>Reads the file names from a section, by the options above.</summary>
    /// <param name="section">The settings.</param>
    public static TlsFiles Of(BackendSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new TlsFiles
        {
            Authorities = section.Text(ClientCaKeys),
            Certificate = section.Text(ClientCert),
            Key = section.Text(ClientKey),
        };
    }

    /// <summary>Reads the files, each once. A pipe is refused, unless it is a descriptor of this process, such as a shell's
    /// <c>&lt;(command)</c>.</summary>
    /// <returns>The options of a connection, without the server's name.</returns>
    /// <exception cref="KeyBackendException">A file cannot be read, holds no certificate or key, or the two do not belong
    /// together.</exception>
    public SslClientAuthenticationOptions Load()
    {
        var options = Authorities is null ? SystemTrust.CreateOptions() : new SslClientAuthenticationOptions();
        if (Authorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,

                // A private authority usually offers no revocation list.
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(LoadPem(Authorities));
            options.RemoteCertificateValidationCallback = SystemTrust.ValidateNames;
        }

        if (Certificate is not null || Key is not null)
        {
            options.ClientCertificateContext = LoadCertificate();
        }

        return options;
    }

    /// <summary>A copy of loaded options, for a connection that changes them.</summary>
    /// <param name="loaded">The result of <see cref="Load"/>.</param>
    /// <returns>The options of a connection, without the server's name.</returns>
    public static SslClientAuthenticationOptions Copy(SslClientAuthenticationOptions loaded)
    {
        ArgumentNullException.ThrowIfNull(loaded);
        return new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = loaded.CertificateChainPolicy,
            ClientCertificateContext = loaded.ClientCertificateContext,
            RemoteCertificateValidationCallback = loaded.RemoteCertificateValidationCallback,
        };
    }

    /// <summary>Why the TLS handshake was rejected, which no retry changes.</summary>
    /// <param name="failed">The exception of a connection.</param>
    /// <returns>The reason in words; null for another kind of failure.</returns>
    public static string? DescribeTlsFailure(Exception? failed)
    {
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            // With TLS 1.3 a server validates the client's certificate after the handshake: the first read gets the alert.
            if (cause is AuthenticationException || (cause is CryptographicException && IsRefusal(cause.Message)))
            {
                var words = cause.GetBaseException().Message;
                var place = words.LastIndexOf("::", StringComparison.Ordinal);
                return IsRefusal(words)
                    ? "the server wants a client certificate that it trusts, by client_cert and client_key "
                        + $"({words[(place < 0 ? 0 : place + "::".Length)..]})"
                    : words;
            }
        }

        return null;
    }

    private static bool IsRefusal(string words) =>
        words.Contains(" alert ", StringComparison.Ordinal)
        && Refusals.Any(refusal => words.EndsWith(refusal, StringComparison.Ordinal));

    private static X509Certificate2Collection LoadPem(string file) => LoadPem(file, Read(file));

    private static X509Certificate2Collection LoadPem(string file, string text)
    {
        var found = new X509Certificate2Collection();
        OrFailure(file, () =>
        {
            found.ImportFromPem(text);
            return found;
        });
        return found.Count > 0 ? found : throw new KeyBackendException($"{file} holds no certificate in PEM form");
    }

    private SslStreamCertificateContext LoadCertificate()
    {
        if (Certificate is null || Key is null)
        {
            throw new KeyBackendException("a client certificate needs its key and a key its certificate: set client_cert and client_key");
        }

        var text = Read(Certificate);
        var chain = LoadPem(Certificate, text);
        var key = Read(Key);
        var certificate = OrFailure(Key, () =>
        {
            try
            {
                return X509Certificate2.CreateFromPem(text, key);
            }
            catch (ArgumentException stranger)
            {
                throw new KeyBackendException($"{Key} is not the key of the certificate in {Certificate}", stranger);
            }
        });
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static string Read(string file)
    {
        try
        {
            return RegularFile.ReadText(file, RegularFile.MaxCertificateBytes, mayBePipe: IsOwn(file));
        }
        catch (FileReadException failed)
        {
            throw new KeyBackendException($"cannot read {file}: {failed.Reason}", failed);
        }
    }

    // A descriptor of this process, such as a shell's <(command): no other process can put a pipe in its place.
    private static bool IsOwn(string file) =>
        file.StartsWith("/dev/fd/", StringComparison.Ordinal) || file.StartsWith("/proc/self/fd/", StringComparison.Ordinal);

    // The message of a parser may quote its input, which here may be a key.
    private static T OrFailure<T>(string file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception failed) when (failed is CryptographicException or ArgumentException)
        {
            throw new KeyBackendException($"{file} holds no certificate or key that can be used, in PEM form and without password", failed);
        }
    }
}
