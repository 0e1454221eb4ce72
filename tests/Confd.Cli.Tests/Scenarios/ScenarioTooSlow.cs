namespace Confd.Cli.Tests.Scenarios;

/// <summary>The machine was too busy for what a scenario does in a hurry: its run says nothing.</summary>
internal sealed class ScenarioTooSlow(string message) : Exception(message);
