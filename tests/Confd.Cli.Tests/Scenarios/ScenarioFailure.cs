namespace Confd.Cli.Tests.Scenarios;

/// <summary>The first difference between what a scenario wants and what happened.</summary>
internal sealed class ScenarioFailure(string message) : Exception(message);
