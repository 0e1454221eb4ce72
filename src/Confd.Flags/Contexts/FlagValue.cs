using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization;

namespace Confd.Flags.Contexts;

/// <summary>Any JSON value: the value of a flag, a clause or a context's attribute.</summary>
/// <remarks>
/// <para>Immutable and thread-safe; <c>default</c> is JSON null.</para>
/// <para>
/// Numbers compare as 64-bit floating point, as in every LaunchDarkly SDK (1 equals 1.0). A number read from JSON that a double cannot
/// represent exactly keeps its text, so that it is written exactly as it was read.
/// </para>
/// </remarks>
[JsonConverter(typeof(FlagValueConverter))]
public readonly struct FlagValue : IEquatable<FlagValue>
{
    // A string, an array or an object; for a number its text where the double alone would lose precision.
    private readonly object? _reference;
    private readonly double _number;

    private FlagValue(FlagValueKind kind, object? reference, double number)
    {
        Kind = kind;
        _reference = reference;
        _number = number;
    }

    /// <summary>JSON null.</summary>
    public static FlagValue Null => default;

    /// <summary>The JSON type.</summary>
    public FlagValueKind Kind { get; }

    /// <summary>True for JSON null.</summary>
    public bool IsNull => Kind == FlagValueKind.Null;

    /// <summary>True for the boolean true; false for everything else.</summary>
    public bool AsBoolean => Kind == FlagValueKind.Boolean && _number != 0;

    /// <summary>The number; 0 for everything that is not a number. May be infinite where the JSON text is beyond a double.</summary>
    public double AsDouble => Kind == FlagValueKind.Number ? _number : 0;

    /// <summary>The number truncated toward zero, at most <see cref="int.MaxValue"/> and at least <see cref="int.MinValue"/>; 0 for other
    /// types.</summary>
    public int AsInt32 => (int)Math.Clamp(AsDouble, int.MinValue, int.MaxValue);

    /// <summary>The string, or null for everything that is not a string.</summary>
    public string? AsString => Kind == FlagValueKind.String ? (string?)_reference : null;

    /// <summary>The elements of an array; empty for everything that is not an array.</summary>
    public ImmutableArray<FlagValue> Items =>
        Kind == FlagValueKind.Array ? ImmutableCollectionsMarshal.AsImmutableArray((FlagValue[])_reference!) : [];

    /// <summary>The properties of an object; empty for everything that is not an object.</summary>
    public FlagObject Properties => Kind == FlagValueKind.Object ? (FlagObject)_reference! : FlagObject.Empty;

    internal string? NumberText => Kind == FlagValueKind.Number ? (string?)_reference : null;

    /// <summary>A boolean.</summary>
    public static FlagValue Of(bool value) => new(FlagValueKind.Boolean, null, value ? 1 : 0);

    /// <summary>A number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not a number or infinite: JSON has no such values.</exception>
    public static FlagValue Of(double value) => double.IsFinite(value)
        ? new(FlagValueKind.Number, null, value)
        : throw new ArgumentOutOfRangeException(nameof(value), value, "JSON numbers are finite");

    /// <summary>A string; null gives JSON null.</summary>
    public static FlagValue Of(string? value) => value is null ? default : new(FlagValueKind.String, value, 0);

    /// <summary>An array; the elements are copied.</summary>
    public static FlagValue ArrayOf(params ReadOnlySpan<FlagValue> items) => new(FlagValueKind.Array, items.ToArray(), 0);

    /// <summary>An object; of properties with one name the last counts.</summary>
    public static FlagValue ObjectOf(IEnumerable<KeyValuePair<string, FlagValue>> properties) =>
        new(FlagValueKind.Object, FlagObject.Create(properties), 0);

    /// <summary>An object.</summary>
    public static FlagValue ObjectOf(FlagObject properties) => new(FlagValueKind.Object, properties, 0);

    /// <summary>Reads JSON text.</summary>
    /// <exception cref="FlagFormatException">The text is not one JSON value.</exception>
    public static FlagValue Parse(string json) => FlagValueJson.Parse(System.Text.Encoding.UTF8.GetBytes(json));

    /// <summary>A boolean.</summary>
    public static implicit operator FlagValue(bool value) => Of(value);

    /// <summary>A number.</summary>
    public static implicit operator FlagValue(int value) => Of(value);

    /// <summary>A number; throws for infinity and not-a-number.</summary>
    public static implicit operator FlagValue(double value) => Of(value);

    /// <summary>A string; null gives JSON null.</summary>
    public static implicit operator FlagValue(string? value) => Of(value);

    /// <summary>Equal JSON types and values; see <see cref="Equals(FlagValue)"/>.</summary>
    public static bool operator ==(FlagValue left, FlagValue right) => left.Equals(right);

    /// <summary>The opposite of <c>==</c>.</summary>
    public static bool operator !=(FlagValue left, FlagValue right) => !left.Equals(right);

    /// <summary>
    /// Equal JSON types and values: 1 equals 1.0, but not true or "1". Strings compare by code unit, objects without regard to the
    /// order of their properties.
    /// </summary>
    public bool Equals(FlagValue other) => Kind == other.Kind && Kind switch
    {
        FlagValueKind.Null => true,
        FlagValueKind.String => string.Equals((string)_reference!, (string)other._reference!, StringComparison.Ordinal),
        FlagValueKind.Array => ((FlagValue[])_reference!).AsSpan().SequenceEqual((FlagValue[])other._reference!),
        FlagValueKind.Object => ((FlagObject)_reference!).Equals((FlagObject)other._reference!),
        _ => _number == other._number,
    };

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is FlagValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Kind switch
    {
        FlagValueKind.String => string.GetHashCode((string)_reference!, StringComparison.Ordinal),
        FlagValueKind.Array => Items.Length,
        FlagValueKind.Object => Properties.Count,
        _ => _number.GetHashCode(),
    };

    /// <summary>The value as compact JSON.</summary>
    public override string ToString() => FlagValueJson.ToText(this);

    // For readers: a number with its original text, and an array that is not shared.
    internal static FlagValue OfNumber(double value, string? text) => new(FlagValueKind.Number, text, value);

    internal static FlagValue OfOwned(FlagValue[] items) => new(FlagValueKind.Array, items, 0);
}
