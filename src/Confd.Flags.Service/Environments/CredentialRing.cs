using Confd.Admission;

namespace Confd.Flags.Service.Environments;

/// <summary>Finds the credential of a request: by a secret, or by an environment's id, which is public.</summary>
internal sealed class CredentialRing
{
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
            .. KeysOf(environments, CredentialKind.SdkKey, "SDK key", options => options.SdkKeys),
            .. KeysOf(environments, CredentialKind.MobileKey, "mobile key", options => options.MobileKeys),
            .. KeysOf(environments, CredentialKind.OfrepKey, "OFREP key", options => options.OfrepKeys),
        ];
        _sdkKeys = LookupOf(CredentialKind.SdkKey);
        _mobileKeys = LookupOf(CredentialKind.MobileKey);
        _ofrepKeys = LookupOf(CredentialKind.OfrepKey);
        _ids = KeysOf(
            environments, CredentialKind.EnvironmentId, "client-side id", options => options.EnvironmentId is { } id ? [id] : []);

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

    // An id is public, and a mobile key is in everybody's hands: as another credential either would show more than it may.
    private void RequireApart()
    {
        foreach (var (id, owner) in _ids)
        {
            var name = owner.Environment.Options.Name;
            if (id.AsSpan().ContainsAny("/\\?#%") || id.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                throw new ArgumentException(
                    $"the client-side id of the environment {name} has a character that no path can have: use letters, digits and -");
            }

            if (Keys.Any(key => key.Key == id))
            {
                throw new ArgumentException($"the environment {name} has a key as its client-side id, which is public");
            }
        }

        var others = Keys.Where(key => key.Value.Kind != CredentialKind.MobileKey).Select(key => key.Key).ToHashSet(StringComparer.Ordinal);
        if (Keys.FirstOrDefault(key => key.Value.Kind == CredentialKind.MobileKey && others.Contains(key.Key)) is { Value: { } mobile })
        {
            throw new ArgumentException(
                $"the environment {mobile.Environment.Options.Name} has a mobile key that is an SDK key or OFREP key too, "
                + "which show all flags");
        }
    }

    private static Dictionary<string, Credential> KeysOf(
        IReadOnlyList<FlagEnvironment> environments,
        CredentialKind kind,
        string name,
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
                        ? $"the environment {one} has one {name} twice"
                        : $"the environments {one} and {other} have the same {name}");
                }
            }
        }

        return owners;
    }
}
