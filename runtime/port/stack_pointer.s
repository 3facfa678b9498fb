# What C cannot say: the C stack pointer, and the limit that woven prologues compare it with.

	.globaltype	__stack_pointer, i32
	.globaltype	weft_stack_limit, i32
	.globl	weft_stack_limit
weft_stack_limit:

	.functype	weft__get_stack_pointer () -> (i32)
	.globl	weft__get_stack_pointer
	.type	weft__get_stack_pointer,@function
weft__get_stack_pointer:
	.functype	weft__get_stack_pointer () -> (i32)
	global.get	__stack_pointer
	end_function

	.globl	weft__set_stack_pointer
	.type	weft__set_stack_pointer,@function
weft__set_stack_pointer:
	.functype	weft__set_stack_pointer (i32) -> ()
	local.get	0
	global.set	__stack_pointer
	end_function

	.globl	weft__set_stack_limit
	.type	weft__set_stack_limit,@function
weft__set_stack_limit:
	.functype	weft__set_stack_limit (i32) -> ()
	local.get	0
	global.set	weft_stack_limit
	end_function
