namespace Confd.Shared.Http;

/// <summary>The names of environments, by which requests choose one.</summary>
internal static class UniqueNames
{
    /// <summary>Throws where two are equal.</summary>
    /// <param name="names">The names.</param>
    /// <param name="parameter">The caller's parameter that has them.</param>
    /// <exception cref="ArgumentException">Two are equal; the message names them.</exception>
    public static void Require(IEnumerable<string> names, string parameter)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!known.Add(name))
            {
                throw new ArgumentException($"two environments are named {name}", parameter);
            }
        }
    }
}
