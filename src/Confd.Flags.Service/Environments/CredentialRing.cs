using System.Buffers;
using System.Text;
using Confd.Admission;

namespace Confd.Flags.Service.Environments;

/// <summary>Finds the credential of a request: by a secret, or by an environment's id, which is public.</summary>
internal sealed class CredentialRing
{
    private static readonly SearchValues<char> NotInPaths = SearchValues.Create("/?#% \t\r\n");

    private readonly SecretLookup<Credential> _sdkKeys;
    private readonly SecretLookup<Credential> _mobileKeys;
    private readonly SecretLookup<Credential> _ofrepKeys;
    private readonly Dictionary<string, Credential> _ids;

    /// <summary>Creates a ring from the keys of environments.</summary>
    /// <exception cref="ArgumentException">Two environments have the same key or id, or one text is a credential of two kinds; the message
    /// names the environments, never the key.</exception>
    public CredentialRing(IReadOnlyList<FlagEnvironment> environments)
    {
        Keys =
        [
            .. KeysOf(environments, CredentialKind.SdkKey, options => options.SdkKeys),
            .. KeysOf(environments, CredentialKind.MobileKey, options => options.MobileKeys),
            .. KeysOf(environments, CredentialKind.OfrepKey, options => options.OfrepKeys),
        ];
        _sdkKeys = LookupOf(CredentialKind.SdkKey);
        _mobileKeys = LookupOf(CredentialKind.MobileKey);
        _ofrepKeys = LookupOf(CredentialKind.OfrepKey);
        _ids = KeysOf(
            environments, CredentialKind.EnvironmentId, options => options.EnvironmentId is { } id ? [id] : []);

        RequireApart();

        SecretLookup<Credential> LookupOf(CredentialKind kind) => new(Keys.Where(key => key.Value.Kind == kind));
    }

    /// <summary>All secrets.</summary>
    public IReadOnlyList<KeyValuePair<string, Credential>> Keys { get; }

    /// <summary>All public ids.</summary>
    public IReadOnlyDictionary<string, Credential> Ids => _ids;

    /// <summary>The credential with that key or id; null where there is none.</summary>
    public Credential? Find(CredentialKind kind, string? key) => kind switch
    {
        CredentialKind.SdkKey => _sdkKeys.Find(key),
        CredentialKind.MobileKey => _mobileKeys.Find(key),
        CredentialKind.OfrepKey => _ofrepKeys.Find(key),
        _ => key is null ? null : _ids.GetValueOrDefault(key),
    };

    // A text that stood for two credentials would give what the other protects: what a page or an app shows would be a secret of servers.
    // An SDK key of the same environment may be its OFREP key too: OFREP takes both, with the same access.
    private void RequireApart()
    {
        foreach (var same in Keys.Concat(_ids).GroupBy(key => key.Key, key => key.Value, StringComparer.Ordinal))
        {
            var owners = same.ToList();
            if (owners.Count > 1
                && (owners.Any(owner => owner.Kind is CredentialKind.MobileKey or CredentialKind.EnvironmentId)
                    || owners.Any(owner => owner.Environment != owners[0].Environment)))
            {
                var (one, other) = (owners[0], owners[^1]);
                throw new ArgumentException(
                    $"the {NameOf(one.Kind)} of the environment {one.Environment.Options.Name} is also the {NameOf(other.Kind)} of the "
                    + $"environment {other.Environment.Options.Name}; give each its own");
            }
        }

        if (_ids.FirstOrDefault(id => id.Key.AsSpan().ContainsAny(NotInPaths) || !Ascii.IsValid(id.Key)) is { Value: { } unreachable })
        {
            throw new ArgumentException(
                $"the client-side id of the environment {unreachable.Environment.Options.Name} has characters that no path can name");
        }
    }

    private static string NameOf(CredentialKind kind) => kind switch
    {
        CredentialKind.SdkKey => "SDK key",
        CredentialKind.MobileKey => "mobile key",
        CredentialKind.OfrepKey => "OFREP key",
        _ => "client-side id",
    };

    private static Dictionary<string, Credential> KeysOf(
        IReadOnlyList<FlagEnvironment> environments,
        CredentialKind kind,
        Func<FlagEnvironmentOptions, IReadOnlyList<string>> keysOf)
    {
        var owners = new Dictionary<string, Credential>(StringComparer.Ordinal);
        foreach (var environment in environments)
        {
            foreach (var key in keysOf(environment.Options))
            {
                if (!owners.TryAdd(key, new Credential(environment, kind)))
                {
                    var (one, other) = (owners[key].Environment.Options.Name, environment.Options.Name);
                    throw new ArgumentException(one == other
                        ? $"the environment {one} has one {NameOf(kind)} twice"
                        : $"the environments {one} and {other} have the same {NameOf(kind)}");
                }
            }
        }

        return owners;
    }
}
