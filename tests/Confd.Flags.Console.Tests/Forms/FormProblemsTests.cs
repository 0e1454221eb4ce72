using Confd.Flags.Authoring;
using Confd.Flags.Console.Forms;

namespace Confd.Flags.Console.Tests.Forms;

public sealed class FormProblemsTests
{
    private readonly FormProblems _problems = new();

    [Fact]
    public void Read_WhatCanBeRead_AddsNothing()
    {
        _problems.Read("age", () => 7).ShouldBe(7);

        _problems.Any.ShouldBeFalse();
        _problems.Of("age").ShouldBeNull();
    }

    [Fact]
    public void Read_WhatIsRefused_IsToldOfItsField()
    {
        _problems.Read<int>("age", () => throw new FlagEditException("it is no number")).ShouldBe(0);

        _problems.Of("age").ShouldBe("it is no number.");
        _problems.Of("name").ShouldBeNull();
    }

    [Fact]
    public void Add_SeveralOfAField_TellsAll()
    {
        _problems.Add("age", "one");
        _problems.Add("age", "two.");

        _problems.Of("age").ShouldBe("one. two.");
    }

    [Fact]
    public void Read_AnyOtherFailure_IsADefectAndStaysOne() =>
        Should.Throw<InvalidOperationException>(() => _problems.Read<int>("age", () => throw new InvalidOperationException()));
}
