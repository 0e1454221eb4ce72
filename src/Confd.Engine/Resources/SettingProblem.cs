namespace Confd.Engine.Resources;

/// <summary>A problem of a setting of a resource file.</summary>
/// <param name="Setting">The setting, such as <c>mode</c>.</param>
/// <param name="Error">The error of a run, with file and line.</param>
/// <param name="CheckText">The message of <c>--check-config</c> after the setting's name; null where it is that of a run.</param>
internal sealed record SettingProblem(string Setting, ResourceException Error, string? CheckText);
