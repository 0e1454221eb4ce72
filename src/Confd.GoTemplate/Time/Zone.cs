namespace Confd.GoTemplate.Time;

/// <summary>One offset of a location.</summary>
/// <param name="Abbreviation">Such as <c>CEST</c>; may be empty.</param>
/// <param name="OffsetSeconds">Seconds east of UTC.</param>
/// <param name="IsDaylight">True for daylight saving time.</param>
internal readonly record struct Zone(string Abbreviation, int OffsetSeconds, bool IsDaylight);
