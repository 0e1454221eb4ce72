using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Confd.Shared;
using Confd.Shared.Files;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Confd.Flags.Service.Tls;

/// <summary>A certificate in files that are replaced while the service runs, as by every issuer: they are read again periodically. A pair
/// that does not match, as in the middle of its replacement, leaves the previous one in use.</summary>
public sealed partial class TlsCertificate : IDisposable
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly string _certificatePath;
    private readonly string _keyPath;
    private readonly ILogger _logger;
    private readonly ITimer _looking;
    private volatile SslStreamCertificateContext _current;
    private byte[] _hash;

    /// <summary>Reads the files.</summary>
    /// <param name="certificatePath">PEM: the certificate, followed by the chain to its issuer.</param>
    /// <param name="keyPath">PEM: its private key, not encrypted.</param>
    /// <param name="clock">The clock; null: the system's.</param>
    /// <param name="logger">Logs new certificates, and files that cannot be used; null: nothing is logged.</param>
    /// <exception cref="FileReadException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">The files are not a certificate and its key.</exception>
    public TlsCertificate(string certificatePath, string keyPath, TimeProvider? clock = null, ILogger? logger = null)
    {
        _certificatePath = certificatePath;
        _keyPath = keyPath;
        _logger = logger ?? NullLogger.Instance;
        var files = ReadFiles();
        (_current, _hash) = (ContextOf(files.Certificate, files.Key), files.Hash);
        _looking = (clock ?? TimeProvider.System).CreateTimer(_ => Reload(), null, ProbeInterval, ProbeInterval);
    }

    /// <summary>The certificate to use now.</summary>
    internal SslStreamCertificateContext Current => _current;

    /// <summary>Checks the files now.</summary>
    public void Reload()
    {
        try
        {
            lock (_lock)
            {
                var files = ReadFiles();
                if (files.Hash.AsSpan().SequenceEqual(_hash))
                {
                    return;
                }

                (_current, _hash) = (ContextOf(files.Certificate, files.Key), files.Hash);
            }

            LogReloaded(_logger, _certificatePath, UtcText.Of(new DateTimeOffset(_current.TargetCertificate.NotAfter)));
        }
        catch (Exception problem) when (problem is FileReadException or CryptographicException)
        {
            // The message of a parser may quote its input, which is a key.
            LogNotReloaded(
                _logger, _certificatePath, problem is CryptographicException
                    ? "certificate and key cannot be used together"
                    : problem.Message);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _looking.Dispose();

    private (string Certificate, string Key, byte[] Hash) ReadFiles()
    {
        var certificate = RegularFile.ReadText(_certificatePath, RegularFile.MaxCertificateBytes);
        var key = RegularFile.ReadText(_keyPath, RegularFile.MaxSecretBytes);
        return (certificate, key, SHA256.HashData(Encoding.UTF8.GetBytes(certificate + key)));
    }

    private static SslStreamCertificateContext ContextOf(string text, string key)
    {
        using var pair = PairOf(text, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(text);

        // Offline: a server that makes requests about its own certificate does not start without network.
        var certificate = X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        return SslStreamCertificateContext.Create(certificate, chain, offline: true);
    }

    private static X509Certificate2 PairOf(string certificate, string key)
    {
        try
        {
            return X509Certificate2.CreateFromPem(certificate, key);
        }
        catch (ArgumentException mismatch)
        {
            throw new CryptographicException("the key is not that of the certificate", mismatch);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The certificate {Path} was replaced; the new one ends on {NotAfter}")]
    private static partial void LogReloaded(ILogger logger, string path, string notAfter);

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "The certificate {Path} cannot be read again, the one before stays in use: {Problem}")]
    private static partial void LogNotReloaded(ILogger logger, string path, string problem);
}
