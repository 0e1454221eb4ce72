namespace Confd.Flags.ContractTests.Tests;

/// <summary>Says that a test shows a capability that the service claims.</summary>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class CapabilityAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
