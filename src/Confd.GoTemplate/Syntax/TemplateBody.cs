namespace Confd.GoTemplate.Syntax;

/// <summary>A template that can be called: the tree, and the text from which it was parsed, for messages.</summary>
/// <param name="Root">The tree.</param>
/// <param name="TextName">The name the text was parsed under.</param>
/// <param name="Text">The whole text; positions of nodes are offsets in it.</param>
internal sealed record TemplateBody(ListNode Root, string TextName, byte[] Text)
{
    /// <summary>Whether there is only white space: such a body never replaces another.</summary>
    public bool IsEmpty => Root.IsEmpty;
}
