namespace Confd.Backends.Aws.Tests;

/// <summary>Tests with moto run one after the other: it has one account, and some read all of it.</summary>
[CollectionDefinition(Name)]
public sealed class MotoTests
{
    public const string Name = "moto";
}
