namespace Confd.Flags.Tests;

/// <summary>Tests that look at what the whole process has one of, such as the pool's numbers: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "whole process";
}
