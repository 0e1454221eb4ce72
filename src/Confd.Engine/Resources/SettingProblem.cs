namespace Confd.Engine.Resources;

/// <summary>One thing that is wrong with a setting of a resource file.</summary>
/// <param name="Setting">The setting, such as <c>mode</c>.</param>
/// <param name="Error">What a run says, with file and line.</param>
/// <param name="CheckText">What <c>--check-config</c> says behind the setting's name; null where it says what a run does.</param>
internal sealed record SettingProblem(string Setting, ResourceException Error, string? CheckText);
