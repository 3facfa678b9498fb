/* The switch on x86-64 (System V): six registers. Rounding modes belong to the program, not to a task, as on wasm. */
	.text

/* int weft__switch(void **save, void *to, int value) */
	.globl	weft__switch
	.type	weft__switch, @function
weft__switch:
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	movl	%edx, %eax
	movq	%rsp, (%rdi)
	movq	%rsi, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	popq	%rcx
	jmp	*%rcx
	.size	weft__switch, . - weft__switch

/* void weft__stack_prepare(void **pointer, char *high) */
	.globl	weft__stack_prepare
	.type	weft__stack_prepare, @function
weft__stack_prepare:
	leaq	weft__trampoline(%rip), %rax
	leaq	-64(%rsi), %rdx
	movq	$0, (%rdx)
	movq	$0, 8(%rdx)
	movq	$0, 16(%rdx)
	movq	$0, 24(%rdx)
	movq	$0, 32(%rdx)
	movq	$0, 40(%rdx)
	movq	%rax, 48(%rdx)
	movq	$0, 56(%rdx)
	movq	%rdx, (%rdi)
	ret
	.size	weft__stack_prepare, . - weft__stack_prepare

	.globl	weft__trampoline
	.hidden	weft__trampoline
	.type	weft__trampoline, @function
weft__trampoline:
	.cfi_startproc
	.cfi_undefined rip
	subq	$8, %rsp
	andq	$-16, %rsp
	call	weft__stack_begin
	ud2
	.cfi_endproc
	.size	weft__trampoline, . - weft__trampoline

	.section .note.GNU-stack,"",@progbits
