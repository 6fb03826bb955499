# %%
%time sum(range(10))
# %%
%%time
print("timed")
# %%
%timeit -n1 -r1 pass
# %%
!echo from the shell
# %%
lines = !printf 'a\nb\n'
lines
# %%
%%bash
echo from bash
echo to stderr >&2
# %%
%%sh
exit 3
# %%
%%capture caught
print("hidden")
# %%
caught.stdout
# %%
%who
# %%
%%writefile note.txt
kept
# %%
%cat note.txt
# %%
!cat no_such_file
# %%
%no_such_magic
# %%
%%no_such_cell_magic
x
# %%
len?
# %%
?len
# %%
%env GREETING=hello
# %%
!echo $GREETING
# %%
word = "python"
!echo {word} $word
# %%
%precision 3
3.14159
# %%
%%html
<b>bold</b>
# %%
%%latex
$x$
# %%
%history -n 1-2
# %%
%pinfo len
# %%
%load_ext autoreload
# %%
%run no_such_file.py
# %%
%%python3
print("another interpreter")
# %%
%reset -f
# %%
word
# %%
%matplotlib inline
# %%
%lsmagic
1
# %%
exit
# %%
"after exit"
