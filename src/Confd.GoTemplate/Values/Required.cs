using System.Collections.Immutable;

namespace Confd.GoTemplate.Values;

/// <summary>Checks the parts of a declaration where it is made: a template that uses it could not name the mistake.</summary>
internal static class Required
{
    /// <summary>Checks that a list is set and contains no null.</summary>
    /// <exception cref="ArgumentNullException">It is not, or does.</exception>
    public static void All<T>(ImmutableArray<T> parts, string parameter)
        where T : class
    {
        if (parts.IsDefault || parts.Contains(null!))
        {
            throw new ArgumentNullException(parameter);
        }
    }
}
