using System.Text;
using Confd.Shared.Digests;

namespace Confd.Engine.State;

/// <summary>Names of files in the state folder: a kind and a digest, so that no path, name or key can choose one.</summary>
internal static class StateFileName
{
    private const int MarkDigits = 16;

    /// <summary>The name for the item that these texts identify; neither contains a NUL, like any path.</summary>
    public static string Of(string kind, string first, string second) =>
        $"{kind}{DigestOf($"{first}\0{second}")}.json";

    /// <summary>The part of the name that files of the same path share.</summary>
    public static string MarkOf(string path) => DigestOf(path)[..MarkDigits];

    private static string DigestOf(string text) => Sha256Sum.Compute(Encoding.UTF8.GetBytes(text));
}
