using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Confd.Shared.Files;

namespace Confd.Shared.Tls;

/// <summary>Trusts the authorities that the system trusts, but parses only those certificates that a server's chain names.</summary>
/// <remarks>
/// The runtime parses all of them before a process's first TLS connection, on Debian each twice: four times the CPU time of everything else
/// that a short run does (docs/decisions/system-trust.md). Where a program has disabled that (<see cref="SwitchName"/>), this class checks
/// chains whose authority is unknown to the runtime. It only picks certificates of the system, and the runtime validates the chain with
/// them: the choice affects the time it takes, not what is trusted.
/// </remarks>
internal static class SystemTrust
{
    /// <summary>The switch of <see cref="AppContext"/> by which a program declares that the runtime has no certificates of the
    /// system.</summary>
    public const string SwitchName = "Confd.SystemTrust";

    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    private static bool IsOurs => AppContext.TryGetSwitch(SwitchName, out var isOurs) && isOurs;

    /// <summary>Options for a connection to a server whose certificate comes from one of the system's authorities.</summary>
    public static SslClientAuthenticationOptions CreateOptions() =>
        IsOurs
            ? Picking(X509ChainTrustMode.System, () => SystemCertificates.Find(Environment.GetEnvironmentVariable))
            : new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = ValidateNames };

    /// <summary>Options with the authorities of a file in PEM form in place of the system's; null where it holds none.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="CryptographicException">A certificate in it cannot be read.</exception>
    public static SslClientAuthenticationOptions? TryCreateOptions(string authorities)
    {
        if (IsOurs)
        {
            return SystemCertificates.IsBundle(authorities)
                ? Picking(X509ChainTrustMode.CustomRootTrust, () => new SystemCertificates(authorities, []))
                : null;
        }

        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.ImportFromPem(RegularFile.ReadText(authorities, RegularFile.MaxCertificateBytes));
        return policy.CustomTrustStore.Count == 0 ? null : new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = policy,
            RemoteCertificateValidationCallback = ValidateNames,
        };
    }

    /// <summary>Accepts what the runtime accepted, with the connection's own authorities, if the server's name is in the certificate's
    /// subjectAltName.</summary>
    /// <exception cref="AuthenticationException">The server is not trusted.</exception>
    public static bool ValidateNames(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
        Decide(sender, certificate, errors, chain?.ChainStatus.Select(status => status.Status) ?? []);

    /// <summary>Returns the distinct problems of a server's certificate chain.</summary>
    /// <param name="server">The server's certificate.</param>
    /// <param name="sent">The certificates that it sent with it.</param>
    /// <param name="system">The certificates that the system trusts.</param>
    /// <returns>Empty where the chain ends at a certificate of the system and is valid for a server now.</returns>
    internal static IReadOnlyList<X509ChainStatusFlags> FindProblems(
        X509Certificate2 server, X509Certificate2Collection sent, SystemCertificates system)
    {
        List<X509Certificate2> authorities = [];
        try
        {
            byte[][] issuers = [.. sent.Prepend(server).Select(certificate => certificate.IssuerName.RawData)];
            foreach (var file in system.Files())
            {
                var before = authorities.Count;
                authorities.AddRange(SystemCertificates.Read(file, subject => issuers.Any(issuer => subject.Span.SequenceEqual(issuer))));
                if (authorities.Count > before && Validate(server, sent, authorities, mayFetch: false) is [])
                {
                    return [];
                }
            }

            // An authority whose name is encoded differently, or an intermediate certificate that the system has or that has to be fetched.
            authorities.AddRange(system.Files().SelectMany(file => SystemCertificates.Read(file, _ => true)));
            return Validate(server, sent, authorities, mayFetch: true);
        }
        finally
        {
            authorities.ForEach(authority => authority.Dispose());
        }
    }

    private static IReadOnlyList<X509ChainStatusFlags> Validate(
        X509Certificate2 server, X509Certificate2Collection sent, List<X509Certificate2> authorities, bool mayFetch)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities.ToArray());
        chain.ChainPolicy.ExtraStore.AddRange(sent);
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = !mayFetch;
        return chain.Build(server) ? [] : [.. chain.ChainStatus.Select(status => status.Status)];
    }

    // The policy is the runtime's own; but nothing is fetched for a chain that only ends at an authority unknown to the runtime.
    private static SslClientAuthenticationOptions Picking(X509ChainTrustMode mode, Func<SystemCertificates> find) => new()
    {
        RemoteCertificateValidationCallback = (sender, certificate, chain, errors) => Validate(sender, certificate, chain, errors, find),
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = mode,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
    };

    private static bool Validate(
        object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, Func<SystemCertificates> find)
    {
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors) || certificate is not X509Certificate2 server || chain is null)
        {
            return Decide(sender, certificate, errors, []);
        }

        var problems = FindProblems(server, chain.ChainPolicy.ExtraStore, find());
        return Decide(sender, server, problems is [] ? errors & ~SslPolicyErrors.RemoteCertificateChainErrors : errors, problems);
    }

    // Throws with the runtime's words, which name the problem; its words for a callback that returns false do not.
    private static bool Decide(
        object sender, X509Certificate? certificate, SslPolicyErrors errors, IEnumerable<X509ChainStatusFlags> problems) =>
        errors switch
        {
            SslPolicyErrors.None when HasName(certificate, (sender as SslStream)?.TargetHostName) => true,
            SslPolicyErrors.None => throw new AuthenticationException(
                "The remote certificate does not name the server in its subjectAltName; a common name does not count"),
            SslPolicyErrors.RemoteCertificateChainErrors => throw new AuthenticationException(
                $"The remote certificate is invalid because of errors in the certificate chain: {string.Join(", ", problems)}"),
            _ => throw new AuthenticationException($"The remote certificate is invalid according to the validation procedure: {errors}"),
        };

    // The runtime also accepts a common name, which those who request a client certificate may choose, even next to addresses of people and
    // programs (RFC 6125, section 6.4.4).
    private static bool HasName(X509Certificate? certificate, string? server)
    {
        if (certificate is not X509Certificate2 given)
        {
            return false;
        }

        try
        {
            return string.IsNullOrEmpty(server)
                ? given.Extensions.OfType<X509SubjectAlternativeNameExtension>().Any(
                    names => names.EnumerateDnsNames().Any() || names.EnumerateIPAddresses().Any())
                : given.MatchesHostname(server, allowWildcards: true, allowCommonName: false);
        }
        catch (ArgumentException)
        {
            // Not a name that a certificate can hold.
            return false;
        }
    }
}
