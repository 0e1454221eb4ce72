using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Confd.Shared;

/// <summary>Checks arguments where only an expression fits, as in a call of another constructor.</summary>
internal static class Argument
{
    /// <summary>Returns the argument, which must not be null.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    public static T NotNull<T>([NotNull] T? value, [CallerArgumentExpression(nameof(value))] string? parameter = null)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, parameter);
        return value;
    }
}
