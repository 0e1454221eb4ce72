namespace Confd.Extensions.Configuration;

/// <summary>Two keys of a table result in one setting: names of settings are equal without regard to case.</summary>
internal sealed class SettingsConflictException(string message) : Exception(message);
