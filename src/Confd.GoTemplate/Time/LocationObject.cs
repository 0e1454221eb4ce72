using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Time;

/// <summary>A <see cref="Location"/> as a template value of type <c>*time.Location</c>.</summary>
public sealed class LocationObject : GoObject
{
    /// <summary>Wraps a location.</summary>
    /// <param name="location">Null for the nil pointer.</param>
    public LocationObject(Location? location) => Location = location;

    /// <summary>The location; null for the nil pointer.</summary>
    public Location? Location { get; }

    /// <inheritdoc/>
    public override GoType Type => TimeTypes.LocationPointer;

    /// <inheritdoc/>
    public override bool IsNilPointer => Location is null;

    /// <summary>Only the name has Go's structure here; the tables of zones are empty.</summary>
    /// <inheritdoc/>
    public override Value Field(int index) => index == 0
        ? Value.FromString(Location?.Name ?? "")
        : ZeroValue.Of(Type.Element!.Fields[index].Type);

    /// <inheritdoc/>
    public override bool IsEqualTo(GoObject other) => other is LocationObject location && ReferenceEquals(Location, location.Location);
}
