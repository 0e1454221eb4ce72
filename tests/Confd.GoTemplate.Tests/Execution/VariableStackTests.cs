using Confd.GoTemplate.Execution;
using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Tests.Execution;

public sealed class VariableStackTests
{
    private static readonly string A = "a";
    private static readonly string B = "b";

    [Fact]
    public void Find_SeveralOfOneName_GivesTheLatest()
    {
        var stack = new VariableStack();
        stack.Push(A, Value.FromInt(1));
        stack.Push(B, Value.FromInt(2));
        stack.Push(A, Value.FromInt(3));
        stack.At(stack.Find(A)).AsInt().ShouldBe(3);
        stack.Pop(2);
        stack.At(stack.Find(A)).AsInt().ShouldBe(1);
        stack.Find("c").ShouldBe(-1);
    }

    [Fact]
    public void EnterFrame_Outside_IsHiddenUntilLeft()
    {
        var stack = new VariableStack();
        stack.Push(A, Value.FromInt(1));
        var outer = stack.EnterFrame();
        stack.Find(A).ShouldBe(-1);
        stack.Push(B, Value.FromInt(2));
        stack.LeaveFrame(outer);
        (stack.Count, stack.Find(A), stack.Find(B)).ShouldBe((1, 0, -1));
    }

    [Fact]
    public void Push_ManyVariables_KeepsThem()
    {
        var stack = new VariableStack();
        var names = Enumerable.Range(0, 100).Select(number => $"v{number}").ToArray();
        foreach (var name in names)
        {
            stack.Push(name, Value.FromString(name));
        }

        names.Select(name => stack.At(stack.Find(name)).AsString().ToString()).ShouldBe(names);
    }

    [Fact]
    public void At_Assigned_HoldsTheNewValue()
    {
        var stack = new VariableStack();
        stack.Push(A, Value.FromInt(1));
        stack.At(0) = Value.FromInt(7);
        stack.At(stack.Find(A)).AsInt().ShouldBe(7);
    }
}
