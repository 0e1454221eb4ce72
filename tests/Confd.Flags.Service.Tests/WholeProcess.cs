namespace Confd.Flags.Service.Tests;

/// <summary>Tests that measure the memory of this process: nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class WholeProcess
{
    public const string Name = "whole process";
}
