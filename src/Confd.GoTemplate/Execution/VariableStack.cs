using Confd.GoTemplate.Values;

namespace Confd.GoTemplate.Execution;

/// <summary>The variables of a run. A template call sees only those from its own frame on.</summary>
internal sealed class VariableStack
{
    private const int Few = 8;

    private Variable[] _variables = new Variable[Few];
    private int _frame;

    /// <summary>The number of variables on the stack; pass it to <see cref="Pop"/> to return to this point.</summary>
    public int Count { get; private set; }

    public void Push(string name, in Value value)
    {
        if (Count == _variables.Length)
        {
            Array.Resize(ref _variables, Count * 2);
        }

        _variables[Count++] = new Variable(name, value);
    }

    public void Pop(int count) => Count = count;

    /// <summary>Starts the frame of a template call; pass the result to end it.</summary>
    public int EnterFrame()
    {
        var outer = _frame;
        _frame = Count;
        return outer;
    }

    public void LeaveFrame(int outer)
    {
        Count = _frame;
        _frame = outer;
    }

    /// <summary>Position of the latest variable of a name in this frame; -1 where there is none. Names are compared by reference.</summary>
    public int Find(string name)
    {
        for (var i = Count - 1; i >= _frame; i--)
        {
            if (ReferenceEquals(_variables[i].Name, name))
            {
                return i;
            }
        }

        return -1;
    }

    public ref Value At(int position) => ref _variables[position].Value;

    /// <summary>Ends a run: removes all variables.</summary>
    public void Forget()
    {
        Count = 0;
        if (_variables.Length > 4 * Few)
        {
            _variables = new Variable[Few];
        }

        _variables.AsSpan().Clear();
    }

    private struct Variable(string name, in Value value)
    {
        public readonly string Name = name;

        public Value Value = value;
    }
}
