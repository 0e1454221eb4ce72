using Confd.Engine.Templates.Sprig.Helm;
using Confd.GoTemplate.Values;

namespace Confd.Engine.Templates.Sprig;

/// <summary>
/// The functions of Go's sprig 3.3.0 and of Helm, each under its own name and as <c>sprig_NAME</c>. For the own name, confd's and the
/// language's functions of that name take precedence, so that no template changes its meaning.
/// </summary>
internal static class SprigFunctions
{
    /// <summary>The prefix of names that always refer to sprig's functions.</summary>
    public const string Prefix = "sprig_";

    /// <summary>Those whose result is random at each call.</summary>
    private static readonly Lazy<HashSet<string>> Nondeterministic = new(() =>
    [
        .. SprigRandom.All.Select(function => function.Name),
        "encryptAES", "bcrypt", "htpasswd", "genPrivateKey", "genCA", "genCAWithKey", "genSelfSignedCert", "genSelfSignedCertWithKey",
        "genSignedCert", "genSignedCertWithKey",
    ]);

    /// <summary>Sprig's own, each once.</summary>
    public static IEnumerable<GoFunction> OfSprig =>
    [
        .. SprigStrings.All, .. SprigLists.All, .. SprigDicts.All, .. SprigFlow.All, .. SprigMath.All, .. SprigFloats.All,
        .. SprigDates.All, .. SprigEncoding.All, .. SprigJson.All, .. SprigReflection.All, .. SprigPaths.All, .. SprigRegex.All,
        .. SprigUrls.All, .. SprigSemver.All, .. SprigCrypto.All, .. SprigCertificates.All, .. SprigRandom.All, .. SprigSystem.All,
    ];

    /// <summary>All, those of sprig under both names.</summary>
    public static IEnumerable<GoFunction> All => [.. BothNames(OfSprig), .. HelmFunctions.All];

    /// <summary>Stand-ins for <c>--validate</c>.</summary>
    public static IEnumerable<GoFunction> Validating => BothNames(SprigSystem.Validating);

    /// <summary>True for a function, under either name, whose result is random: a file with it changes in every cycle.</summary>
    public static bool IsNondeterministic(string name) => Nondeterministic.Value.Contains(
        name.StartsWith(Prefix, StringComparison.Ordinal) ? name[Prefix.Length..] : name);

    private static IEnumerable<GoFunction> BothNames(IEnumerable<GoFunction> functions) =>
        functions.SelectMany(function => (GoFunction[])[function, function.WithName(Prefix + function.Name)]);
}
