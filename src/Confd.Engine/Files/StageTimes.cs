namespace Confd.Engine.Files;

/// <summary>The durations of the steps of staging a file, or of writing into one.</summary>
/// <param name="Write">Writing its bytes, until they were on the disk.</param>
/// <param name="Protect">Setting its mode and owner.</param>
internal readonly record struct StageTimes(TimeSpan Write, TimeSpan Protect);
