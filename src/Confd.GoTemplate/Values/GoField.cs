using System.Text;

namespace Confd.GoTemplate.Values;

/// <summary>A field of a struct type.</summary>
/// <param name="Name">The Go name.</param>
/// <param name="Type">The static type.</param>
public sealed record GoField(string Name, GoType Type)
{
    /// <summary>The static type.</summary>
    public GoType Type { get; init; } = Type ?? throw new ArgumentNullException(nameof(Type));

    /// <summary>Whether templates may read the field: its name starts with an upper-case letter.</summary>
    public bool IsExported { get; } = Rune.TryGetRuneAt(Name, 0, out var first) && Rune.IsUpper(first);
}
