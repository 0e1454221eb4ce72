using System.Text;
using Confd.Engine.Digests;

namespace Confd.Engine.State;

/// <summary>Names of files in the state folder: a kind and a digest, so that no path, name or key can choose one.</summary>
internal static class StateFileName
{
    /// <summary>The name for something that these texts identify; none of them holds a NUL, as no path does.</summary>
    public static string Of(string kind, string first, string second) =>
        $"{kind}{Sha256Sum.Compute(Encoding.UTF8.GetBytes($"{first}\0{second}"))}.json";
}
